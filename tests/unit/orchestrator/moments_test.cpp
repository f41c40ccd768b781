#include "orchestrator/moments.h"

#include <gtest/gtest.h>

#include <ctime>

#include "orchestrator/slot_values.h"

namespace maxos::orchestrator {
namespace {

constexpr std::uint64_t kHour = 3600;
constexpr std::uint64_t kDay = 24 * kHour;

// A Wednesday, 16:30, in the machine's own zone.
std::chrono::system_clock::time_point wednesday() {
  std::tm local{};
  local.tm_year = 2031 - 1900;
  local.tm_mon = 0;
  local.tm_mday = 15;
  local.tm_hour = 16;
  local.tm_min = 30;
  local.tm_isdst = -1;
  return std::chrono::system_clock::from_time_t(std::mktime(&local));
}

TEST(Moments, AWeekdayIsTheBeginningOfItsLastOne) {
  EXPECT_EQ(seconds_since("monday", wednesday()), 2 * kDay + 16 * kHour + kHour / 2);
  EXPECT_EQ(seconds_since("wednesday", wednesday()), 16 * kHour + kHour / 2);
  EXPECT_EQ(seconds_since("thursday", wednesday()), 6 * kDay + 16 * kHour + kHour / 2);
}

TEST(Moments, AnHourIsTheLastOneThatHasPassed) {
  EXPECT_EQ(seconds_since("15:00", wednesday()), kHour + kHour / 2);
  EXPECT_EQ(seconds_since("23:00", wednesday()), 17 * kHour + kHour / 2);
  EXPECT_EQ(seconds_since("monday 16:00", wednesday()), 2 * kDay + kHour / 2);
  EXPECT_EQ(seconds_since("wednesday 17:00", wednesday()), 7 * kDay - kHour / 2);
  EXPECT_EQ(seconds_since("yesterday 15:30", wednesday()), kDay + kHour);
}

TEST(Moments, WhatIsToldOtherwiseOrIsYetToComeIsNone) {
  for (const char* text :
       {"", "60", "2h", "someday", "monday noon", "25:00", "12:61", ":30", "today 17:00", "1:2"})
    EXPECT_EQ(seconds_since(text, wednesday()), std::nullopt) << text;
}

TEST(Moments, AnAgeMayBeToldByOne) {
  constexpr agents::SlotDecl kSince{"since", agents::SlotType::age, false, "", "1h"};
  agents::CapabilityDecl decl;
  decl.slots = std::span(&kSince, 1);
  const auto slots = complete_slots(decl, {{"since", "15:00"}}, {}, wednesday());
  EXPECT_TRUE(slots.wrong.ok());
  EXPECT_EQ(slots.slots, (agents::Values{{"since", "5400"}}));
  EXPECT_FALSE(complete_slots(decl, {{"since", "noon"}}, {}, wednesday()).wrong.ok());
}

}  // namespace
}  // namespace maxos::orchestrator
