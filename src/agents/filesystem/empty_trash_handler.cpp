#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdio>
#include <limits>

#include "agents/builtin.h"
#include "agents/filesystem/trash_limits.h"
#include "agents/filesystem/whose.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Names shown before confirming, and targets that the plan has.
constexpr std::size_t kShown = 10;
constexpr std::size_t kTargets = 100;

// What the plan was made for: the trash as it was then.
struct Scope {
  std::int64_t before = 0;
  std::int64_t last_transaction = 0;
  unsigned long long items = 0;

  std::string seal() const {
    return std::to_string(before) + " " + std::to_string(last_transaction) + " " + std::to_string(items);
  }
  static absl::StatusOr<Scope> of(const std::string& seal) {
    Scope scope;
    long long before = 0;
    long long last = 0;
    if (std::sscanf(seal.c_str(), "%lld %lld %llu", &before, &last, &scope.items) != 3)
      return base::failed_precondition("The plan does not say what was to be deleted. Ask again.");
    scope.before = before;
    scope.last_transaction = last;
    return scope;
  }
};

std::string words(std::size_t items, std::uint64_t entries, std::uint64_t bytes) {
  return base::counted(items, "item", "items") + " (" + base::counted(entries, "entry", "entries") + ", " +
         base::human_bytes(bytes) + ")";
}

class EmptyTrashHandler : public Handler {
 public:
  explicit EmptyTrashHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_empty_trash(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    if (environment_.transactions == nullptr)
      return base::unavailable("There is no trash: this service has no place to record changes.");
    const auto uid = whose(request.caller, request.context);
    if (!uid.ok()) return uid.status();
    Scope scope;
    scope.before =
        std::chrono::duration_cast<std::chrono::seconds>(environment_.clock.system().time_since_epoch())
            .count() -
        static_cast<std::int64_t>(count_slot(*slots, "older_than", 0));
    const auto items = environment_.transactions->trash(*uid, scope.before);
    if (!items.ok()) return items.status();
    if (items->empty()) MAXOS_RETURN_IF_ERROR(check_not_too_young(*uid, *slots));
    scope.items = items->size();
    Plan plan;
    plan.slots = *std::move(slots);
    std::string names;
    for (const store::TrashedItem& item : *items) {
      MAXOS_RETURN_IF_ERROR(context.check());
      plan.entries += item.what.entries;
      plan.bytes += item.what.bytes;
      scope.last_transaction = std::max(scope.last_transaction, item.transaction);
      if (plan.targets.size() == kTargets) continue;
      if (plan.targets.size() < kShown)
        names.append(names.empty() ? "" : ", ").append(display_name(item.what.source, PATH_MAX));
      plan.targets.push_back(item.what.source);
    }
    plan.seal = scope.seal();
    plan.preview = items->empty()
                       ? "Nothing of yours is in the trash."
                       : "Delete " + words(items->size(), plan.entries, plan.bytes) +
                             " from the trash for good: " + names +
                             (items->size() > kShown ? " and more." : ".") + " This cannot be undone.";
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto scope = Scope::of(plan.seal);
    if (!scope.ok()) return scope.status();
    const auto uid = whose(plan.caller, plan.context);
    if (!uid.ok()) return uid.status();
    auto items = environment_.transactions->trash(*uid, scope->before);
    if (!items.ok()) return items.status();
    // What came since is not what somebody said yes to.
    std::erase_if(*items,
                  [&](const store::TrashedItem& item) { return item.transaction > scope->last_transaction; });
    if (items->size() > scope->items)
      return base::failed_precondition("There is more in the trash than was planned for. Ask again.");
    Outcome outcome;
    outcome.values = {{"item_count", "0"}, {"entry_count", "0"}, {"total_bytes", "0"}};
    outcome.message = "Nothing of yours is in the trash.";
    if (items->empty()) return outcome;
    Caller owner = plan.caller;
    if (*uid != owner.uid) owner = {*uid, "uid:" + std::to_string(*uid)};
    const auto purged = purge(environment_, owner, "Emptied the trash", *items, context);
    if (!purged.ok()) return purged.status();
    outcome.message =
        "Deleted " + words(purged->items, purged->entries, purged->bytes) + " from the trash for good.";
    if (!purged->failed.empty()) {
      outcome.status = AnswerStatus::error;
      outcome.message.append(" The rest is still there: ").append(purged->failed);
    }
    outcome.values = {{"transaction", store::transaction_name(purged->transaction)},
                      {"item_count", std::to_string(purged->items)},
                      {"entry_count", std::to_string(purged->entries)},
                      {"total_bytes", std::to_string(purged->bytes)}};
    return outcome;
  }

 private:
  // Nobody is asked to confirm that nothing is deleted while younger things are there.
  absl::Status check_not_too_young(std::uint32_t uid, const Values& slots) const {
    const auto all = environment_.transactions->trash(uid, std::numeric_limits<std::int64_t>::max());
    if (!all.ok()) return all.status();
    if (all->empty()) return absl::OkStatus();
    return base::not_found("Nothing in the trash is older than " +
                           base::human_duration(count_slot(slots, "older_than", 0)) + ": " +
                           base::counted(all->size(), "younger item lies", "younger items lie") +
                           " there. Nothing was deleted.");
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_empty_trash(const HandlerEnvironment& environment) {
  return std::make_unique<EmptyTrashHandler>(environment);
}

}  // namespace maxos::agents
