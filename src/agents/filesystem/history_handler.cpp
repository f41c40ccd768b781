#include "agents/builtin.h"
#include "agents/filesystem/whose.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"
#include "store/transactions.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kShownInMessage = 5;

std::string row_json(const store::Transaction& transaction) {
  JsonObject json;
  json.text("transaction", store::transaction_name(transaction.id))
      .text("time", base::rfc3339(transaction.started))
      .text("intent", transaction.intent)
      .text("summary", transaction.summary)
      .text("state", store::to_string(transaction.state))
      .flag("can_be_undone", transaction.undoable)
      .number("entry_count", transaction.entries)
      .number("total_bytes", transaction.bytes);
  if (!transaction.reason.empty()) json.text("reason", transaction.reason);
  if (transaction.undoes != 0) json.text("undoes", store::transaction_name(transaction.undoes));
  if (transaction.undone_by != 0) json.text("undone_by", store::transaction_name(transaction.undone_by));
  return json.take();
}

std::string_view state_words(const store::Transaction& transaction) {
  if (transaction.undoable) return "can be undone";
  switch (transaction.state) {
    case store::TransactionState::open:
    case store::TransactionState::committing:
      return "running";
    case store::TransactionState::taken_back:
      return "taken back";
    case store::TransactionState::undone:
      return "undone";
    case store::TransactionState::stuck:
      return "needs a look";
    case store::TransactionState::done:
      break;
  }
  return transaction.undoes != 0 ? "an undo" : "cannot be undone";
}

class HistoryHandler : public Handler {
 public:
  explicit HistoryHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_history(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& /*context*/) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("limit", std::to_string(environment_.config()->limits.list_entries));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    if (environment_.transactions == nullptr)
      return base::unavailable("There is no history: this service has no place to record changes.");
    const auto uid = whose(plan.caller, plan.context);
    if (!uid.ok()) return uid.status();
    std::uint64_t total = 0;
    const auto found = environment_.transactions->list(*uid, count_slot(plan.slots, "limit", 1), total);
    if (!found.ok()) return found.status();
    JsonList rows(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    std::string text;
    for (const store::Transaction& transaction : *found) {
      MAXOS_RETURN_IF_ERROR(context.check());
      if (!rows.add(row_json(transaction))) break;
      if (++shown > kShownInMessage) continue;
      text.append(" ")
          .append(store::transaction_name(transaction.id))
          .append(": ")
          .append(transaction.summary)
          .append(" (")
          .append(state_words(transaction))
          .append(").");
    }
    Outcome outcome;
    outcome.summary =
        total == 0 ? "No file was changed through this service yet."
                   : base::counted(total, "change of files", "changes of files") + ", the newest first.";
    outcome.message = outcome.summary + text;
    outcome.values = {{"transactions", rows.take()},
                      {"total_count", std::to_string(total)},
                      {"shown_count", std::to_string(shown)},
                      {"truncated", shown < total ? "true" : "false"}};
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_history(const HandlerEnvironment& environment) {
  return std::make_unique<HistoryHandler>(environment);
}

}  // namespace maxos::agents
