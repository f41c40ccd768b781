#include "orchestrator/slot_values.h"

#include <gtest/gtest.h>

#include <array>

#include "base/status.h"

namespace maxos::orchestrator {
namespace {

using agents::SlotDecl;
using agents::SlotType;

constexpr std::array<std::string_view, 2> kSorts = {"name", "size"};
constexpr std::array<SlotDecl, 5> kSlots = {{{"source", SlotType::path, true, "what to copy", "/srv/a"},
                                             {"limit", SlotType::count, false, "", "20"},
                                             {"hidden", SlotType::flag, false, "", "true"},
                                             {"sort", SlotType::choice, false, "", "size", kSorts},
                                             {"port", SlotType::port, false, "", "443"}}};

agents::CapabilityDecl capability() {
  agents::CapabilityDecl decl;
  decl.intent = "file.copy";
  decl.summary = "copy files";
  decl.slots = kSlots;
  return decl;
}

TEST(SlotValues, AnExplicitSlotBeatsTheTextAndOlderNamesStillCount) {
  const auto slots =
      complete_slots(capability(), {{"source", "/text"}, {"limit", "3"}}, {{"source_path", "/context"}});
  ASSERT_TRUE(slots.ok());
  EXPECT_EQ(*slots, (agents::Values{{"source", "/context"}, {"limit", "3"}}));
}

TEST(SlotValues, UnknownContextKeysDoNotMatter) {
  EXPECT_TRUE(complete_slots(capability(), {{"source", "/a"}}, {{"locale", "de"}, {"weird", "x"}}).ok());
}

TEST(SlotValues, AMissingSlotIsAskedForWithAnExample) {
  const auto slots = complete_slots(capability(), {}, {});
  ASSERT_FALSE(slots.ok());
  EXPECT_NE(base::message_of(slots.status()).find("source"), std::string_view::npos);
  EXPECT_NE(base::message_of(slots.status()).find("/srv/a"), std::string_view::npos);
}

TEST(SlotValues, ValuesAreBroughtIntoTheirCanonicalForm) {
  const auto slots = complete_slots(capability(), {{"source", "/a"}},
                                    {{"limit", "007"}, {"hidden", "YES"}, {"sort", "Size"}, {"port", "22"}});
  ASSERT_TRUE(slots.ok());
  EXPECT_EQ(slots->at("limit"), "7");
  EXPECT_EQ(slots->at("hidden"), "true");
  EXPECT_EQ(slots->at("sort"), "size");
}

TEST(SlotValues, AValueThatDoesNotFitIsRefusedWithWhatWould) {
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"limit", "-1"},
                                                        {"limit", "1e9"},
                                                        {"limit", ""},
                                                        {"hidden", "maybe"},
                                                        {"sort", "colour"},
                                                        {"port", "0"},
                                                        {"port", "65536"},
                                                        {"source", std::string(5000, 'x')},
                                                        {"source", std::string("a\0b", 3)}}) {
    const auto slots = complete_slots(capability(), {{"source", "/a"}}, {{name, value}});
    ASSERT_FALSE(slots.ok()) << name << "=" << value;
    EXPECT_NE(base::message_of(slots.status()).find(name), std::string_view::npos);
  }
}

TEST(SlotValues, AreWrittenAsOneJsonObject) {
  EXPECT_EQ(slots_json({}), "{}");
  EXPECT_EQ(slots_json({{"a", "1"}, {"b", "\""}}), R"({"a":"1","b":"\""})");
}

}  // namespace
}  // namespace maxos::orchestrator
