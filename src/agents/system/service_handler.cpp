#include <chrono>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/slots.h"
#include "agents/system/systemd.h"
#include "agents/system/unit_names.h"
#include "agents/system/unit_words.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

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
    const auto state = find_unit(*systemd, text_slot(*slots, "unit"));
    if (!state.ok()) return state.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("unit", state->row.id);
    plan.targets = {state->row.id};
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto systemd = Systemd::create(environment_, context);
    if (!systemd.ok()) return systemd.status();
    const std::string unit(text_slot(plan.slots, "unit"));
    const auto state = systemd->unit(unit);
    if (!state.ok()) return state.status();
    if (state->row.load == "not-found") return base::not_found("The unit " + unit + " is gone.");
    Outcome outcome;
    const auto now = std::chrono::system_clock::to_time_t(environment_.clock.system());
    outcome.message = unit_words(*state, now);
    append_unit_values(*state, outcome);
    if (state->row.active == "failed") append_journal(*state, plan.caller, journal_, context, outcome);
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
  const platform::JournalReader journal_;
};

}  // namespace

std::unique_ptr<Handler> make_system_service(const HandlerEnvironment& environment) {
  return std::make_unique<ServiceHandler>(environment);
}

}  // namespace maxos::agents
