#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/slots.h"
#include "agents/system/systemd.h"
#include "agents/system/unit_names.h"
#include "agents/system/unit_words.h"
#include "base/guarded.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// A state that was asked for while planning serves the execution that follows at once, so that one answer
// takes one round trip. A plan that was kept for longer is executed with what systemd says then.
class FreshStates {
 public:
  // What to take it by.
  std::string keep(UnitState state) {
    return states_.with([&](States& states) {
      if (states.kept.size() == kMost) states.kept.pop_front();
      states.kept.push_back({++states.last, Clock::now(), std::move(state)});
      return std::to_string(states.last);
    });
  }

  // Nothing when it is too old.
  std::optional<UnitState> take(std::string_view number) {
    return states_.with([&](States& states) -> std::optional<UnitState> {
      const auto found = std::find_if(states.kept.begin(), states.kept.end(), [&](const Kept& kept) {
        return std::to_string(kept.number) == number;
      });
      if (found == states.kept.end()) return std::nullopt;
      Kept kept = std::move(*found);
      states.kept.erase(found);
      if (Clock::now() - kept.asked > kFresh) return std::nullopt;
      return std::move(kept.state);
    });
  }

 private:
  using Clock = std::chrono::steady_clock;
  // As many as may be planned at once.
  static constexpr std::size_t kMost = 16;
  static constexpr std::chrono::milliseconds kFresh{100};

  struct Kept {
    std::uint64_t number = 0;
    Clock::time_point asked;
    UnitState state;
  };
  struct States {
    std::uint64_t last = 0;
    std::deque<Kept> kept;
  };
  base::Guarded<States> states_;
};

class ServiceHandler : public Handler {
 public:
  explicit ServiceHandler(const HandlerEnvironment& environment)
      : environment_(environment), journal_(environment.journal_directory) {}

  const CapabilityDecl& declaration() const override { return declare_system_service(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const auto systemd = Systemd::create(environment_, context);
    if (!systemd.ok()) return systemd.status();
    auto state = find_unit(*systemd, text_slot(*slots, "unit"));
    if (!state.ok()) return state.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("unit", state->row.id);
    plan.targets = {state->row.id};
    plan.seal = fresh_.keep(*std::move(state));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string unit(text_slot(plan.slots, "unit"));
    std::optional<UnitState> state = fresh_.take(plan.seal);
    if (!state) {
      auto asked = ask(unit, context);
      if (!asked.ok()) return asked.status();
      state = *std::move(asked);
    }
    Outcome outcome;
    const auto now = std::chrono::system_clock::to_time_t(environment_.clock.system());
    outcome.message = unit_words(*state, now);
    append_unit_values(*state, outcome);
    if (state->row.active == "failed") append_journal(*state, plan.caller, journal_, context, outcome);
    return outcome;
  }

 private:
  absl::StatusOr<UnitState> ask(const std::string& unit, const ExecutionContext& context) const {
    const auto systemd = Systemd::create(environment_, context);
    if (!systemd.ok()) return systemd.status();
    auto state = systemd->unit(unit);
    if (state.ok() && state->row.load == "not-found")
      return base::not_found("The unit " + unit + " is gone.");
    return state;
  }

  const HandlerEnvironment environment_;
  const platform::JournalReader journal_;
  FreshStates fresh_;
};

}  // namespace

std::unique_ptr<Handler> make_system_service(const HandlerEnvironment& environment) {
  return std::make_unique<ServiceHandler>(environment);
}

}  // namespace maxos::agents
