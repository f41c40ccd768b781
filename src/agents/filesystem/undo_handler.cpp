#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/undo.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Targets that a plan names; there may be thousands.
constexpr std::size_t kTargets = 100;

std::string what_is_back(const Undo& undo) {
  if (undo.gone.empty()) return " Everything is as it was before.";
  std::string text;
  for (const std::string& path : undo.gone) {
    text.append(" " + display_name(path, PATH_MAX) +
                " was gone already; what it had replaced is back in its place.");
  }
  return text;
}

class UndoHandler : public Handler {
 public:
  explicit UndoHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_undo(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const auto undo =
        plan_undo(environment_, std::string(text_slot(*slots, "transaction")), request.caller, context);
    if (!undo.ok()) return undo.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("transaction", store::transaction_name(undo->transaction.id));
    plan.entries = undo->transaction.entries;
    plan.bytes = undo->transaction.bytes;
    for (const UndoAction& action : undo->actions) {
      if (plan.targets.size() == kTargets) break;
      plan.targets.push_back(action.kind == UndoAction::Kind::move ? action.to : action.from);
    }
    plan.preview =
        "Undo " + store::transaction_name(undo->transaction.id) + ": " + undo->transaction.summary + ".";
    for (const std::string& path : undo->gone)
      plan.preview.append(" " + display_name(path, PATH_MAX) + " is gone; what it replaced comes back.");
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto undo =
        plan_undo(environment_, std::string(text_slot(plan.slots, "transaction")), plan.caller, context);
    if (!undo.ok()) return undo.status();
    const auto id = perform_undo(environment_, *undo, context);
    if (!id.ok()) return id.status();
    Outcome outcome;
    outcome.message = "Undone: " + undo->transaction.summary + "." + what_is_back(*undo);
    outcome.values = {{"transaction", store::transaction_name(undo->transaction.id)},
                      {"undone_by", store::transaction_name(*id)},
                      {"undone_intent", undo->transaction.intent},
                      {"entry_count", std::to_string(undo->transaction.entries)},
                      {"total_bytes", std::to_string(undo->transaction.bytes)}};
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_undo(const HandlerEnvironment& environment) {
  return std::make_unique<UndoHandler>(environment);
}

}  // namespace maxos::agents
