#include "agents/filesystem/undo.h"

#include <algorithm>
#include <climits>
#include <limits>
#include <set>
#include <utility>

#include "agents/filesystem/path_text.h"
#include "agents/filesystem/steps.h"
#include "agents/filesystem/tree_count.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using store::Step;
using store::StepKind;
using store::Transaction;
using store::TransactionState;

absl::Status refused(const Transaction& transaction, const std::string& why) {
  return base::failed_precondition(store::transaction_name(transaction.id) + " (" + transaction.summary +
                                   ") cannot be undone: " + why);
}

absl::Status check_state(const Transaction& transaction) {
  switch (transaction.state) {
    case TransactionState::open:
    case TransactionState::committing:
      return refused(transaction, "it is not finished yet.");
    case TransactionState::taken_back:
      return refused(transaction, "it was taken back itself, so there is nothing to undo.");
    case TransactionState::undone:
      return refused(transaction,
                     "it was undone already, by " + store::transaction_name(transaction.undone_by) + ".");
    case TransactionState::stuck:
      return refused(transaction, transaction.reason);
    case TransactionState::done:
      break;
  }
  if (transaction.undoes != 0)
    return refused(transaction, "it is an undo itself. Ask for the change again instead.");
  if (transaction.undone_by != 0) return refused(transaction, "it is being undone at this moment.");
  if (!transaction.undoable) return refused(transaction, "what it deleted has left the trash for good.");
  return absl::OkStatus();
}

absl::StatusOr<Transaction> choose(store::Transactions& store, const std::string& name,
                                   const Caller& caller) {
  if (name.empty()) {
    auto last = store.last_undoable(caller.uid);
    if (!last.ok()) return last.status();
    if (*last) return **std::move(last);
    return base::not_found("There is no change of yours that could be undone.");
  }
  const std::int64_t id = store::transaction_id(name);
  const absl::Status unknown = base::not_found("There is no transaction " + display_name(name) +
                                               " of yours. The history of file changes names them.");
  if (id == 0) return unknown;
  auto found = store.find(id);
  if (!found.ok()) return absl::IsNotFound(found.status()) ? unknown : found.status();
  if (found->uid != caller.uid && !caller.admin) return unknown;
  return found;
}

// Plans the undo of one transaction, the last step first.
class Planner {
 public:
  Planner(const HandlerEnvironment& environment, const Transaction& transaction, std::vector<Step> steps,
          const ExecutionContext& context)
      : store_(*environment.transactions),
        steps_(environment),
        transaction_(transaction),
        all_(std::move(steps)),
        context_(context) {}

  // Fills what `undo` does.
  absl::Status plan(Undo& undo) {
    for (auto step = all_.rbegin(); step != all_.rend(); ++step) {
      if (step->kind == StepKind::stage) continue;
      MAXOS_RETURN_IF_ERROR(context_.check());
      const auto now = steps_.whereabouts(*step, context_);
      if (!now.ok()) return now.status();
      if (*now != Whereabouts::target) {
        const auto gone = simply_gone(*step);
        if (!gone.ok()) return gone.status();
        if (!*gone) return not_there(*step);
        undo.gone.push_back(step->target);
        continue;
      }
      absl::Status planned = step->kind == StepKind::publish
                                 ? plan_published(*step, static_cast<std::size_t>(all_.rend() - step))
                                 : plan_back(*step);
      if (!planned.ok()) return planned;
      freed_.insert(step->target);
    }
    undo.actions = std::move(actions_);
    return absl::OkStatus();
  }

 private:
  // Whether it was made in place of something that is in the trash, and nothing of either would be lost by
  // bringing that back: nothing stands there, and no trash holds what was made.
  absl::StatusOr<bool> simply_gone(const Step& step) const {
    const bool replaced = std::any_of(all_.begin(), all_.end(), [&](const Step& other) {
      return other.kind == StepKind::trash && other.source == step.target;
    });
    if (step.kind != StepKind::publish || !replaced) return false;
    const auto place = place_of(steps_.roots(), step.target, context_);
    if (!place.ok()) return false;
    const auto there = look_at(*place);
    if (!there.ok()) return there.status();
    if (*there) return false;
    const auto trash = store_.trash(std::nullopt, std::numeric_limits<std::int64_t>::max());
    if (!trash.ok()) return trash.status();
    return std::none_of(trash->begin(), trash->end(),
                        [&](const store::TrashedItem& item) { return item.what.identity == step.identity; });
  }

  absl::Status not_there(const Step& step) const {
    if (step.kind == StepKind::trash)
      return refused(transaction_, display_name(step.source, PATH_MAX) + " is not in the trash any more.");
    return refused(transaction_, display_name(step.target, PATH_MAX) +
                                     " is not there any more: it was moved, replaced or deleted since. Undo "
                                     "that first.");
  }

  // It goes back to a place that must be free, in a directory that must be there.
  absl::Status plan_back(const Step& step) {
    const auto place = place_of(steps_.roots(), step.source, context_);
    if (!place.ok()) {
      return refused(transaction_, "the directory of " + display_name(step.source, PATH_MAX) +
                                       " is not there any more. Make it again first.");
    }
    const auto there = look_at(*place);
    if (!there.ok()) return there.status();
    if (*there && !freed_.contains(step.source)) {
      return refused(transaction_, "by now there is something else at " +
                                       display_name(step.source, PATH_MAX) +
                                       ", which would be lost. Move it away first.");
    }
    actions_.push_back(
        {UndoAction::Kind::move, step.target, step.source, step.identity, step.entries, step.bytes});
    return absl::OkStatus();
  }

  // `next`: index of the step after it. What later steps put into it is taken out before.
  absl::Status plan_published(const Step& step, std::size_t next) {
    const auto place = place_of(steps_.roots(), step.target, context_);
    if (!place.ok()) return place.status();
    const auto count = count_tree(place->parent.get(), place->name, place->path, {}, context_);
    if (!count.ok()) return count.status();
    std::uint64_t put_in = 0;
    for (std::size_t i = next; i < all_.size(); ++i) {
      if (within(all_[i].target, step.target)) put_in += all_[i].entries;
    }
    const bool directories = only_directories(step.fingerprint);
    const bool same =
        directories ? count->entries == step.entries + put_in && (put_in > 0 || count->only_directories())
                    : count->fingerprint() == step.fingerprint;
    if (!same) {
      return refused(transaction_,
                     display_name(step.target, PATH_MAX) +
                         " was changed since, and that would be lost. Delete it if it is to go.");
    }
    actions_.push_back({directories ? UndoAction::Kind::discard : UndoAction::Kind::trash,
                        step.target,
                        {},
                        step.identity,
                        step.entries,
                        step.bytes});
    return absl::OkStatus();
  }

  store::Transactions& store_;
  const Steps steps_;
  const Transaction& transaction_;
  const std::vector<Step> all_;
  const ExecutionContext& context_;
  // Where earlier actions leave nothing.
  std::set<std::string> freed_;
  std::vector<UndoAction> actions_;
};

absl::Status prepare(Change& change, const Undo& undo, const ExecutionContext& context) {
  change.restore_times(undo.touched, context);
  for (const UndoAction& action : undo.actions) {
    MAXOS_RETURN_IF_ERROR(context.check());
    switch (action.kind) {
      case UndoAction::Kind::move:
        change.move(action.from, action.to, action.identity, action.entries, action.bytes);
        break;
      case UndoAction::Kind::trash:
        MAXOS_RETURN_IF_ERROR(
            change.trash(action.from, action.identity, action.entries, action.bytes, context));
        break;
      case UndoAction::Kind::discard: {
        const std::size_t slash = action.from.rfind('/');
        const auto stage = change.stage(slash == 0 ? "/" : action.from.substr(0, slash), context);
        if (!stage.ok()) return stage.status();
        change.move(action.from, (*stage)->path + "/made", action.identity, action.entries, 0);
        break;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Undo> plan_undo(const HandlerEnvironment& environment, const std::string& name,
                               const Caller& caller, const ExecutionContext& context) {
  if (environment.transactions == nullptr) {
    return base::unavailable("Nothing can be undone: this service has no place to record changes.");
  }
  store::Transactions& store = *environment.transactions;
  auto transaction = choose(store, name, caller);
  if (!transaction.ok()) return transaction.status();
  MAXOS_RETURN_IF_ERROR(check_state(*transaction));
  auto steps = store.steps(transaction->id);
  if (!steps.ok()) return steps.status();
  auto touched = store.touched(transaction->id);
  if (!touched.ok()) return touched.status();
  Undo undo{*std::move(transaction), {}, {}, *std::move(touched)};
  MAXOS_RETURN_IF_ERROR(Planner(environment, undo.transaction, *std::move(steps), context).plan(undo));
  return undo;
}

absl::StatusOr<std::int64_t> perform_undo(const HandlerEnvironment& environment, const Undo& undo,
                                          const ExecutionContext& context) {
  const Transaction& undone = undo.transaction;
  // Also when an admin asks: what it puts into the trash belongs to whom it was taken from.
  const Caller owner{undone.uid, undone.principal};
  const auto change =
      Change::begin(environment, owner,
                    {"file.undo", "Undid " + store::transaction_name(undone.id) + ": " + undone.summary,
                     undone.entries, undone.bytes, undone.id});
  if (!change.ok()) return change.status();
  if (absl::Status ready = prepare(**change, undo, context); !ready.ok()) return (*change)->abandon(ready);
  MAXOS_RETURN_IF_ERROR((*change)->commit(context));
  return (*change)->id();
}

}  // namespace maxos::agents
