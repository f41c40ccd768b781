#include "orchestrator/moments.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "agents/slot_types.h"
#include "base/text.h"

namespace maxos::orchestrator {
namespace {

constexpr int kDaysOfWeek = 7;
// As std::tm counts them.
constexpr std::array<std::string_view, kDaysOfWeek> kWeekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                                 "thursday", "friday", "saturday"};

// Days since the last one of that name; today's is 0.
std::optional<int> days_since(std::string_view day, int today) {
  if (day == "today") return 0;
  if (day == "yesterday") return 1;
  const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), day);
  if (found == kWeekdays.end()) return std::nullopt;
  return (today - static_cast<int>(found - kWeekdays.begin()) + kDaysOfWeek) % kDaysOfWeek;
}

struct TimeOfDay {
  int hour = 0;
  int minute = 0;
};

std::optional<TimeOfDay> read_time_of_day(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon > 2 || text.size() != colon + 3) return std::nullopt;
  const auto hour = agents::parse_number(text.substr(0, colon));
  const auto minute = agents::parse_number(text.substr(colon + 1));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return TimeOfDay{static_cast<int>(*hour), static_cast<int>(*minute)};
}

}  // namespace

std::optional<std::uint64_t> seconds_since(std::string_view moment,
                                           std::chrono::system_clock::time_point now) {
  moment = base::trim(moment);
  const std::time_t current = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  if (::localtime_r(&current, &local) == nullptr) return std::nullopt;
  const std::size_t space = std::min(moment.find(' '), moment.size());
  auto days = days_since(moment.substr(0, space), local.tm_wday);
  const bool day_alone = space == moment.size();
  auto at = read_time_of_day(days && !day_alone ? moment.substr(space + 1) : moment);
  if (days && day_alone) at = TimeOfDay{};
  if (!at) return std::nullopt;
  const bool weekday = days && moment.substr(0, space) != "today" && moment.substr(0, space) != "yesterday";
  // Of an hour that has not come today, yesterday's is meant; of a weekday, last week's.
  const int cycle = !days ? 1 : weekday ? kDaysOfWeek : 0;
  local.tm_mday -= days.value_or(0);
  local.tm_hour = at->hour;
  local.tm_min = at->minute;
  local.tm_sec = 0;
  local.tm_isdst = -1;
  std::tm told = local;
  std::time_t then = ::mktime(&told);
  if (then >= current && cycle > 0) {
    told = local;
    told.tm_mday -= cycle;
    then = ::mktime(&told);
  }
  if (then < 0 || then >= current) return std::nullopt;
  return static_cast<std::uint64_t>(current - then);
}

}  // namespace maxos::orchestrator
