#include "agents/filesystem/trash_limits.h"

#include <chrono>
#include <map>
#include <utility>

#include "agents/filesystem/steps.h"
#include "agents/filesystem/tree_remove.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

using store::Step;
using store::TrashedItem;

std::int64_t now_of(const HandlerEnvironment& environment) {
  return std::chrono::duration_cast<std::chrono::seconds>(environment.clock.system().time_since_epoch())
      .count();
}

Step purge_step(const TrashedItem& item) {
  Step step = item.what;
  step.kind = store::StepKind::purge;
  return step;
}

}  // namespace

absl::StatusOr<Purged> purge(const HandlerEnvironment& environment, const Caller& owner, std::string summary,
                             const std::vector<TrashedItem>& items, const ExecutionContext& context) {
  store::Transactions& store = *environment.transactions;
  store::Transaction transaction;
  transaction.uid = owner.uid;
  transaction.principal = owner.name;
  transaction.intent = "file.empty_trash";
  transaction.summary = std::move(summary);
  transaction.state = store::TransactionState::committing;
  std::vector<Step> steps;
  for (const TrashedItem& item : items) {
    steps.push_back(purge_step(item));
    transaction.entries += item.what.entries;
    transaction.bytes += item.what.bytes;
  }
  const auto id = store.begin(transaction, steps);
  if (!id.ok()) return id.status();
  const Steps worker(environment);
  Purged purged;
  purged.transaction = *id;
  std::vector<std::string> kept;
  absl::Status stopped;
  for (const Step& step : steps) {
    if (stopped.ok()) stopped = context.check();
    // One that is begun is brought to its end: half of it would be of use to nobody.
    const absl::Status removed = stopped.ok() ? worker.remove(step, unstoppable()) : stopped;
    if (!removed.ok()) {
      kept.push_back(step.target);
      if (stopped.ok())
        purged.failed.append(purged.failed.empty() ? "" : " ").append(base::message_of(removed));
      continue;
    }
    ++purged.items;
    purged.entries += step.entries;
    purged.bytes += step.bytes;
    context.progress(static_cast<int>(purged.items * 100 / steps.size()),
                     "Deleted " + base::counted(purged.items, "item", "items"));
  }
  if (!kept.empty()) MAXOS_RETURN_IF_ERROR(store.release_trash(kept));
  const std::string reason =
      kept.empty() ? "" : base::counted(kept.size(), "item", "items") + " stayed in the trash.";
  MAXOS_RETURN_IF_ERROR(store.close(*id, store::TransactionState::done, reason, {}));
  if (!stopped.ok())
    return base::annotate(stopped, "Deleted " + base::counted(purged.items, "item", "items"));
  return purged;
}

void keep_trash_within_limits(const HandlerEnvironment& environment, std::int64_t just_made) {
  if (environment.transactions == nullptr) return;
  const auto config = environment.config();
  const std::int64_t age = config->filesystem.trash_age.count();
  const std::uint64_t most = config->filesystem.trash_bytes;
  if (age == 0 && most == 0) return;
  const std::int64_t now = now_of(environment);
  const auto items = environment.transactions->trash(std::nullopt, now);
  if (!items.ok()) return;
  std::uint64_t bytes = 0;
  for (const TrashedItem& item : *items) bytes += item.what.bytes;
  std::map<std::uint32_t, std::vector<TrashedItem>> going;
  // Oldest first.
  for (const TrashedItem& item : *items) {
    const bool old = age != 0 && item.time + age < now;
    const bool too_much = most != 0 && bytes > most;
    if ((!old && !too_much) || item.transaction == just_made) continue;
    bytes -= item.what.bytes;
    going[item.uid].push_back(item);
  }
  for (const auto& [uid, list] : going) {
    const auto owner = environment.transactions->find(list.front().transaction);
    if (!owner.ok()) continue;
    purge(environment, {uid, owner->principal}, "Deleted from the trash what was beyond its limits", list,
          unstoppable())
        .IgnoreError();
  }
}

}  // namespace maxos::agents
