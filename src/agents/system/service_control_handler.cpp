#include <array>
#include <chrono>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/slots.h"
#include "agents/system/systemd.h"
#include "agents/system/unit_guard.h"
#include "agents/system/unit_job.h"
#include "agents/system/unit_names.h"
#include "agents/system/unit_words.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr int kQueued = 30;
constexpr int kEnded = 90;

struct Action {
  std::string_view name;
  std::string_view method;
  std::string_view verb;  // "Restart …"
  std::string_view past;  // "… was restarted"
};
constexpr std::array kActions = {
    Action{"start", "StartUnit", "Start", "started"},
    Action{"stop", "StopUnit", "Stop", "stopped"},
    Action{"restart", "RestartUnit", "Restart", "restarted"},
    Action{"reload", "ReloadUnit", "Reload", "reloaded"},
    Action{"enable", "StartUnit", "Enable at boot:", "enabled: it starts at boot"},
    Action{"disable", "StartUnit", "Disable at boot:", "disabled: it does not start at boot any more"}};

const Action& action_of(const Values& slots) {
  const std::string_view name = text_slot(slots, "action");
  for (const Action& action : kActions) {
    if (action.name == name) return action;
  }
  return kActions.front();
}

bool is_enabling(const Action& action) {
  return action.name == "enable" || action.name == "disable";
}

// Enabling is done by a unit that runs as root and looks the list up itself.
std::string unit_to_start(const Action& action, const std::string& unit) {
  return is_enabling(action) ? "maxos-unit-" + std::string(action.name) + "@" + unit + ".service" : unit;
}

std::string result_words(std::string_view result) {
  if (result == "timeout") return "it took too long";
  if (result == "dependency") return "a unit that it needs failed";
  if (result == "canceled") return "another job took its place";
  if (result == "skipped") return "it does not apply in the unit's present state";
  if (result == "assert" || result == "unsupported" || result == "collected") return std::string(result);
  return "";
}

class ServiceControlHandler : public Handler {
 public:
  explicit ServiceControlHandler(const HandlerEnvironment& environment)
      : environment_(environment), journal_(environment.journal_directory) {}

  const CapabilityDecl& declaration() const override { return declare_system_service_control(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const auto systemd = Systemd::create(environment_, context);
    if (!systemd.ok()) return systemd.status();
    const auto state = find_unit(*systemd, text_slot(*slots, "unit"));
    if (!state.ok()) return state.status();
    const Action& action = action_of(*slots);
    const std::string& unit = state->row.id;
    MAXOS_RETURN_IF_ERROR(check_allowed(*state, environment_.config()->system));
    MAXOS_RETURN_IF_ERROR(check_possible(*state, action.name));
    const auto breaks = what_would_break(*systemd, unit);
    if (!breaks.ok()) return breaks.status();
    if (!breaks->empty() && !request.caller.admin)
      return base::denied(unit + " is protected: " + *breaks + ". Only an administrator may do that.");
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("unit", unit);
    plan.targets = {unit};
    plan.confirm = !breaks->empty();
    plan.preview = std::string(action.verb) + " " + unit_words(*state, now());
    const bool goes_down = action.name == "stop" || action.name == "restart";
    if (goes_down && !state->required_by.empty())
      plan.preview.append(" What needs it goes with it: " + base::join(state->required_by, ", ") + ".");
    if (!breaks->empty()) plan.preview.append(" Careful: " + *breaks + ".");
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto systemd = Systemd::create(environment_, context);
    if (!systemd.ok()) return systemd.status();
    const std::string unit(text_slot(plan.slots, "unit"));
    const Action& action = action_of(plan.slots);
    const auto before = systemd->unit(unit);
    if (!before.ok()) return before.status();
    // Between plan and confirmation the list may have changed.
    MAXOS_RETURN_IF_ERROR(check_allowed(*before, environment_.config()->system));
    context.progress(0, "Asking systemd");
    const auto end = run_job(*systemd, action.method, unit_to_start(action, unit), [&] {
      context.progress(kQueued, "systemd has taken the job, waiting for its end");
    });
    if (!end.ok()) return end.status();
    context.progress(kEnded, end->result.empty() ? "The connection to D-Bus was lost" : "The job has ended");
    const auto after = state_after(*systemd, unit, context);
    if (!after.ok()) {
      return base::annotate(after.status(), "The job for " + unit + " ended (" + end->result +
                                                "), but its state cannot be asked");
    }
    return outcome_of(action, *end, *before, *after, plan, context);
  }

 private:
  std::int64_t now() const { return std::chrono::system_clock::to_time_t(environment_.clock.system()); }

  // When D-Bus itself was restarted it takes a moment until systemd is on it again.
  static absl::StatusOr<UnitState> state_after(const Systemd& systemd, const std::string& unit,
                                               const ExecutionContext& context) {
    constexpr auto kPatience = std::chrono::seconds(10);
    const auto end = ExecutionContext::Clock::now() + kPatience;
    for (;;) {
      auto state = systemd.unit(unit);
      if (!absl::IsUnavailable(state.status()) || ExecutionContext::Clock::now() >= end) return state;
      MAXOS_RETURN_IF_ERROR(context.check());
      systemd.pause(std::chrono::milliseconds(100));
    }
  }

  static bool reached(const Action& action, const UnitState& state) {
    const std::string& active = state.row.active;
    if (action.name == "stop") return active == "inactive" || active == "failed";
    if (action.name == "enable") return state.enablement == "enabled" || state.enablement == "indirect";
    if (action.name == "disable") return state.enablement != "enabled";
    // A service that does its work once and ends has been started all the same.
    return active == "active" || active == "activating" || active == "reloading" ||
           (active == "inactive" && state.result == "success");
  }

  // Whether the state after a lost connection says that the action was done.
  static bool is_told(const Action& action, const JobEnd& end, const UnitState& before,
                      const UnitState& state) {
    if (end.taken || !end.result.empty()) return true;
    if (action.name == "restart") return state.main_pid != before.main_pid;
    // A service that ended well looks as one that never ran.
    if (action.name == "start") return state.row.active != "inactive";
    return action.name != "reload";
  }

  Outcome outcome_of(const Action& action, const JobEnd& end, const UnitState& before, const UnitState& state,
                     const Plan& plan, const ExecutionContext& context) const {
    const std::string& unit = state.row.id;
    const bool told = is_told(action, end, before, state);
    const bool done = told && (end.result == "done" || end.result.empty()) && reached(action, state);
    Outcome outcome;
    if (done) {
      outcome.message = unit + " was " + std::string(action.past) + ". " + unit_words(state, now());
    } else if (!told) {
      outcome.status = AnswerStatus::error;
      outcome.message = "The connection to D-Bus was lost, so it is not known whether " + unit + " was " +
                        std::string(action.past) + ". Ask again. " + unit_words(state, now());
    } else {
      outcome.status = AnswerStatus::error;
      outcome.message = unit + " could not be " + std::string(action.past.substr(0, action.past.find(':')));
      if (const std::string why = result_words(end.result); !why.empty()) outcome.message.append(": " + why);
      outcome.message.append(". ").append(unit_words(state, now()));
    }
    append_unit_values(state, outcome);
    outcome.values.emplace_back("job_result", end.result.empty() ? "unknown" : end.result);
    if (done || !told) return outcome;
    UnitState spoken = state;
    if (is_enabling(action)) spoken.row.id = unit_to_start(action, unit);
    append_journal(spoken, plan.caller, journal_, context, outcome);
    return outcome;
  }

  const HandlerEnvironment environment_;
  const platform::JournalReader journal_;
};

}  // namespace

std::unique_ptr<Handler> make_system_service_control(const HandlerEnvironment& environment) {
  return std::make_unique<ServiceControlHandler>(environment);
}

}  // namespace maxos::agents
