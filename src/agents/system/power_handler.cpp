#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <optional>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/slots.h"
#include "agents/system/bus_service.h"
#include "agents/system/bus_values.h"
#include "agents/system/sample.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

const BusObject kLogind{"org.freedesktop.login1", "/org/freedesktop/login1",
                        "org.freedesktop.login1.Manager"};
constexpr std::uint64_t kMicroseconds = 1'000'000;
// Further ahead is a mistake more likely than a wish.
constexpr std::uint64_t kFarthest = std::uint64_t{7} * 86400;
constexpr int kMinutesOfDay = 24 * 60;

struct PowerAction {
  std::string_view name;
  std::string_view method;
  std::string_view question;  // "CanReboot"
  std::string_view verb;      // "Reboot"
  std::string_view sentence;  // "The machine reboots"
};
constexpr std::array kPowerActions = {
    PowerAction{"reboot", "Reboot", "CanReboot", "Reboot", "The machine reboots"},
    PowerAction{"poweroff", "PowerOff", "CanPowerOff", "Power off", "The machine powers off"},
    PowerAction{"suspend", "Suspend", "CanSuspend", "Suspend", "The machine suspends"}};

const PowerAction* find_action(std::string_view name) {
  for (const PowerAction& action : kPowerActions) {
    if (action.name == name) return &action;
  }
  return nullptr;
}

absl::Status no_time(std::string_view text) {
  return base::invalid_argument(
      "\"" + base::to_utf8(std::string(base::utf8_prefix(text, 80))) +
      "\" is no time for that: now, a time from now such as 90s, 10m or 2h, or a time of "
      "day such as 22:00, at most 7 days ahead.");
}

// "10m", "in 10 minutes", "300": seconds. Nothing when it is not that.
std::optional<std::uint64_t> parse_span(std::string_view text) {
  if (text.starts_with("in ")) text.remove_prefix(3);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number > kFarthest) return std::nullopt;
  const std::string_view unit = base::trim(text.substr(static_cast<std::size_t>(end - text.data())));
  if (unit.empty() || unit == "s" || unit == "sec" || unit == "second" || unit == "seconds") return number;
  if (unit == "m" || unit == "min" || unit == "minute" || unit == "minutes") return number * 60;
  if (unit == "h" || unit == "hour" || unit == "hours") return number * 3600;
  return std::nullopt;
}

// A number that is the whole text.
std::optional<int> whole(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// "22:00", "at 7:30": minutes of the day.
std::optional<int> parse_clock(std::string_view text) {
  if (text.starts_with("at ")) text.remove_prefix(3);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3)
    return std::nullopt;
  const auto hour = whole(text.substr(0, colon));
  const auto minute = whole(text.substr(colon + 1));
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return *hour * 60 + *minute;
}

// Seconds until the clock shows that the next time, by the machine's own zone.
std::uint64_t until_clock(int minutes, std::time_t now) {
  std::tm local{};
  ::localtime_r(&now, &local);
  int ahead = minutes - (local.tm_hour * 60 + local.tm_min);
  if (ahead <= 0) ahead += kMinutesOfDay;
  return static_cast<std::uint64_t>(ahead) * 60 - static_cast<std::uint64_t>(std::min(local.tm_sec, 59));
}

class PowerHandler : public Handler {
 public:
  explicit PowerHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_system_power(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.confirm = true;
    const PowerAction* const action = find_action(text_slot(plan.slots, "action"));
    if (action == nullptr) return plan_cancel(std::move(plan), context);
    const auto at = time_of(text_slot(plan.slots, "when"));
    if (!at.ok()) return at.status();
    if (*at != 0 && action->name == "suspend") {
      return base::invalid_argument(
          "A suspend cannot be scheduled, only done now: systemd-logind schedules reboots "
          "and power-offs alone.");
    }
    MAXOS_RETURN_IF_ERROR(check_possible(*action, context));
    // The time itself, so that what was confirmed is what is done.
    plan.slots.insert_or_assign("when", *at == 0 ? "now" : base::rfc3339(static_cast<std::int64_t>(*at)));
    plan.targets = {"machine"};
    plan.preview = std::string(action->verb) + " this machine " +
                   (*at == 0 ? "now" : "at " + clock_words(static_cast<std::int64_t>(*at))) + ".";
    plan.preview.append(who_is_here(context));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const PowerAction* const action = find_action(text_slot(plan.slots, "action"));
    if (action == nullptr) return cancel(context);
    const std::string when(text_slot(plan.slots, "when"));
    Outcome outcome;
    outcome.values = {{"action", std::string(action->name)}};
    if (when == "now") {
      // false: nobody is asked interactively.
      const auto done = call_service(environment_, context, kLogind, std::string(action->method), {false});
      if (!done.ok()) return explained(done.status());
      outcome.message = std::string(action->sentence) + " now.";
      outcome.values.emplace_back("scheduled", "false");
      return outcome;
    }
    const auto at = parse_rfc3339(when);
    if (!at) return base::internal("The plan's time cannot be read: " + when);
    if (static_cast<std::int64_t>(*at) <= now())
      return base::failed_precondition("The time that was confirmed, " + when + ", has passed. Ask again.");
    const std::string wall = std::string(action->sentence) + " at " +
                             clock_words(static_cast<std::int64_t>(*at)) + ", as " + plan.caller.name +
                             " asked.";
    // Without the right to it there is no message on the terminals; the machine goes down all the same.
    (void)call_service(environment_, context, kLogind, "SetWallMessage", {wall, true});
    const auto done = call_service(environment_, context, kLogind, "ScheduleShutdown",
                                   {std::string(action->name), std::uint64_t{*at * kMicroseconds}});
    if (!done.ok()) return explained(done.status());
    outcome.message = wall + " To take it back: cancel the scheduled shutdown.";
    outcome.values.emplace_back("scheduled", "true");
    outcome.values.emplace_back("at", when);
    outcome.values.emplace_back("at_unix", std::to_string(*at));
    return outcome;
  }

 private:
  std::int64_t now() const { return std::chrono::system_clock::to_time_t(environment_.clock.system()); }

  // Seconds since the epoch; 0 is now.
  absl::StatusOr<std::uint64_t> time_of(std::string_view said) const {
    const std::string text = base::ascii_lower(base::trim(said));
    if (text.empty() || text == "now" || text == "immediately" || text == "0") return 0;
    std::uint64_t ahead = 0;
    if (const auto span = parse_span(text)) {
      ahead = *span;
    } else if (const auto clock = parse_clock(text)) {
      ahead = until_clock(*clock, now());
    } else {
      return no_time(said);
    }
    if (ahead > kFarthest) return no_time(said);
    return static_cast<std::uint64_t>(now()) + ahead;
  }

  static std::optional<std::uint64_t> parse_rfc3339(const std::string& text) {
    std::tm time{};
    const char* const end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
    if (end == nullptr || *end != '\0') return std::nullopt;
    return static_cast<std::uint64_t>(::timegm(&time));
  }

  absl::Status check_possible(const PowerAction& action, const ExecutionContext& context) const {
    const auto told = call_service(environment_, context, kLogind, std::string(action.question));
    if (!told.ok()) return explained(told.status());
    const std::string answer = text_at(*told, 0);
    if (answer == "yes") return absl::OkStatus();
    if (answer == "na") {
      return base::unavailable("This machine cannot " + base::ascii_lower(action.verb) +
                               ": its hardware or its kernel does not offer it.");
    }
    return base::denied("polkit does not let this service " + base::ascii_lower(action.verb) +
                        " the machine. Is polkitd installed, and is its rule of this package in place "
                        "(/usr/share/polkit-1/rules.d)?");
  }

  static absl::Status explained(const absl::Status& status) {
    if (absl::IsPermissionDenied(status)) {
      return base::denied(
          "polkit does not let this service do that. Is its rule of this package in place "
          "(/usr/share/polkit-1/rules.d), and does no program inhibit it?");
    }
    if (!absl::IsUnavailable(status)) return status;
    return base::unavailable(
        "Power is systemd-logind's, which cannot be asked: " + std::string(base::message_of(status)) +
        ". It comes with the packages systemd, libpam-systemd and dbus.");
  }

  std::string who_is_here(const ExecutionContext& context) const {
    const auto listed = call_service(environment_, context, kLogind, "ListSessions");
    if (!listed.ok() || listed->empty() || listed->front().list() == nullptr) return {};
    const std::size_t sessions = listed->front().list()->size();
    if (sessions == 0) return " Nobody is logged in.";
    return " " + base::counted(sessions, "session is", "sessions are") + " open and would end or freeze.";
  }

  // ScheduledShutdown: (st), the kind and the time; the kind is empty without one.
  absl::StatusOr<std::string> scheduled(const ExecutionContext& context) const {
    const auto told = get_properties(environment_, context, kLogind);
    if (!told.ok()) return explained(told.status());
    const platform::BusValue* const value = BusProperties(*told).find("ScheduledShutdown");
    const platform::BusValue::List* const pair = value == nullptr ? nullptr : value->list();
    if (pair == nullptr || pair->size() != 2 || text_at(*pair, 0).empty() || (*pair)[1].number() == nullptr)
      return std::string();
    return text_at(*pair, 0) + " at " +
           clock_words(static_cast<std::int64_t>(*(*pair)[1].number() / kMicroseconds));
  }

  absl::StatusOr<Plan> plan_cancel(Plan plan, const ExecutionContext& context) const {
    const auto what = scheduled(context);
    if (!what.ok()) return what.status();
    if (what->empty()) return base::not_found("Nothing is scheduled: there is no shutdown to cancel.");
    plan.targets = {"machine"};
    plan.preview = "Cancel the scheduled " + *what + ".";
    return plan;
  }

  absl::StatusOr<Outcome> cancel(const ExecutionContext& context) const {
    const auto done = call_service(environment_, context, kLogind, "CancelScheduledShutdown");
    if (!done.ok()) return explained(done.status());
    const bool* const was = done->empty() ? nullptr : done->front().boolean();
    if (was != nullptr && !*was) return base::not_found("Nothing is scheduled any more.");
    Outcome outcome;
    outcome.message = "The scheduled shutdown was cancelled.";
    outcome.values = {{"action", "cancel"}, {"scheduled", "false"}};
    return outcome;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_system_power(const HandlerEnvironment& environment) {
  return std::make_unique<PowerHandler>(environment);
}

}  // namespace maxos::agents
