#include "agents/filesystem/recovery.h"

#include <algorithm>
#include <climits>

#include "agents/filesystem/steps.h"
#include "agents/filesystem/tree_count.h"
#include "agents/filesystem/tree_remove.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using store::Step;
using store::StepKind;
using store::Transaction;
using store::TransactionState;

bool is_rename(const Step& step) {
  return step.kind != StepKind::stage && step.kind != StepKind::purge;
}

void add_sentence(std::string& text, const absl::Status& status) {
  text.append(text.empty() ? "" : " ").append(base::message_of(status));
}

// One transaction of a time that ended suddenly.
class Remains {
 public:
  Remains(const HandlerEnvironment& environment, const Transaction& transaction)
      : store_(*environment.transactions),
        steps_(environment),
        context_(unstoppable()),
        transaction_(transaction) {}

  std::string settle() {
    auto steps = store_.steps(transaction_.id);
    if (!steps.ok()) return sentence("is still open: " + std::string(base::message_of(steps.status())));
    all_ = *std::move(steps);
    if (transaction_.state == TransactionState::open && !purges()) return take_back("");
    const absl::Status finished = finish();
    if (!finished.ok() && !purges()) return take_back(base::message_of(finished));
    if (!finished.ok()) return end(TransactionState::stuck, std::string(base::message_of(finished)));
    return end(TransactionState::done,
               "Finished at the next start: the service had stopped in the middle of it.");
  }

 private:
  bool purges() const {
    return std::any_of(all_.begin(), all_.end(), [](const Step& s) { return s.kind == StepKind::purge; });
  }

  // Whether the step's thing went into a stage, which is removed only when all steps are done.
  bool removed_with_stage(const Step& step) const {
    return std::any_of(all_.begin(), all_.end(), [&](const Step& stage) {
      return stage.kind == StepKind::stage && step.target.starts_with(stage.target + "/");
    });
  }

  absl::Status finish() {
    for (const Step& step : all_) {
      if (!is_rename(step)) continue;
      const auto now = steps_.whereabouts(step, context_);
      if (!now.ok()) return now.status();
      if (*now == Whereabouts::target) {
        MAXOS_RETURN_IF_ERROR(steps_.check_discarded(step, context_));
        continue;
      }
      if (*now == Whereabouts::neither) {
        if (removed_with_stage(step)) continue;
        return base::failed_precondition(display_name(step.source, PATH_MAX) +
                                         " is not where it was any more.");
      }
      MAXOS_RETURN_IF_ERROR(steps_.forward(step, context_));
    }
    for (const Step& step : all_) {
      if (is_rename(step)) {
        // A stage that is gone already has nothing to sync.
        MAXOS_RETURN_IF_ERROR(
            steps_.sync_directory_of(removed_with_stage(step) ? step.source : step.target, context_));
      } else {
        MAXOS_RETURN_IF_ERROR(steps_.remove(step, context_));
      }
    }
    return absl::OkStatus();
  }

  // What was published may have been worked on since: then it stays.
  absl::Status check_unchanged(const Step& step) const {
    if (step.kind != StepKind::publish) return absl::OkStatus();
    const auto place = place_of(steps_.roots(), step.target, context_);
    if (!place.ok()) return place.status();
    const auto count = count_tree(place->parent.get(), place->name, place->path, {}, context_);
    if (!count.ok()) return count.status();
    if (count->fingerprint() == step.fingerprint) return absl::OkStatus();
    return base::failed_precondition(display_name(step.target, PATH_MAX) +
                                     " was changed since and was kept.");
  }

  absl::Status back(const Step& step) {
    const auto now = steps_.whereabouts(step, context_);
    if (!now.ok()) return now.status();
    if (*now == Whereabouts::source) return absl::OkStatus();
    if (*now == Whereabouts::neither) {
      return base::failed_precondition(display_name(step.source, PATH_MAX) + " was not found again.");
    }
    MAXOS_RETURN_IF_ERROR(check_unchanged(step));
    return steps_.backward(step, context_);
  }

  std::string take_back(std::string_view why) {
    std::string stuck;
    for (auto step = all_.rbegin(); step != all_.rend(); ++step) {
      if (!is_rename(*step)) continue;
      const absl::Status status = back(*step);
      if (!status.ok()) add_sentence(stuck, status);
    }
    for (const Step& step : all_) {
      if (is_rename(step)) continue;
      const absl::Status status = steps_.remove(step, context_);
      if (!status.ok()) add_sentence(stuck, status);
    }
    std::string reason = "Taken back at the next start: the service had stopped in the middle of it.";
    if (!why.empty()) reason.append(" It could not be finished: ").append(why);
    if (stuck.empty()) return end(TransactionState::taken_back, reason);
    return end(TransactionState::stuck, "The service stopped in the middle of it. " + stuck);
  }

  std::string end(TransactionState state, const std::string& reason) {
    const absl::Status closed = store_.close(transaction_.id, state, reason, {});
    if (!closed.ok()) return sentence("is still open: " + std::string(base::message_of(closed)));
    return sentence("is " + std::string(to_string(state)) + ". " + reason);
  }

  std::string sentence(const std::string& what) const {
    return "Change " + store::transaction_name(transaction_.id) + " of " + transaction_.principal + " (" +
           transaction_.summary + ") " + what;
  }

  store::Transactions& store_;
  const Steps steps_;
  const ExecutionContext context_;
  const Transaction& transaction_;
  std::vector<Step> all_;
};

}  // namespace

std::vector<std::string> recover_transactions(const HandlerEnvironment& environment) {
  if (environment.transactions == nullptr) return {};
  const auto unfinished = environment.transactions->unfinished();
  if (!unfinished.ok()) {
    return {"Changes that were cut off could not be looked up: " +
            std::string(base::message_of(unfinished.status()))};
  }
  std::vector<std::string> sentences;
  for (const Transaction& transaction : *unfinished) {
    sentences.push_back(Remains(environment, transaction).settle());
  }
  return sentences;
}

}  // namespace maxos::agents
