#include "agents/filesystem/recovery.h"

#include <algorithm>
#include <climits>
#include <optional>
#include <utility>

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

}  // namespace

// One transaction of a time that ended suddenly.
class Remains {
 public:
  Remains(const HandlerEnvironment& environment, Transaction transaction)
      : store_(*environment.transactions), steps_(environment), transaction_(std::move(transaction)) {}

  // A sentence when it is ended, or cannot be.
  std::optional<std::string> settle() {
    auto steps = store_.steps(transaction_.id);
    if (!steps.ok()) {
      forgotten_ = true;
      return still_open(steps.status());
    }
    all_ = *std::move(steps);
    if (purges() || transaction_.state == TransactionState::open) return std::nullopt;
    const absl::Status finished = finish();
    if (finished.ok()) {
      forgotten_ = true;
      return end(TransactionState::done, kFinished);
    }
    return take_back(base::message_of(finished));
  }

  // Whether clear() has something to do.
  bool to_clear() const { return !forgotten_; }

  // A sentence when it is ended by that, or cannot be; none when `context` stopped it.
  std::optional<std::string> clear(const ExecutionContext& context) {
    std::string stuck;
    for (const Step& step : all_) {
      if (is_rename(step)) continue;
      const absl::Status status = steps_.remove(step, context);
      if (!context.check().ok()) return std::nullopt;
      if (!status.ok()) add_sentence(stuck, status);
    }
    if (ended_) return std::nullopt;
    if (!stuck.empty())
      return end(TransactionState::stuck, "The service stopped in the middle of it. " + stuck);
    return purges() ? end(TransactionState::done, kFinished) : end(TransactionState::taken_back, reason_);
  }

 private:
  static constexpr std::string_view kFinished =
      "Finished at the next start: the service had stopped in the middle of it.";

  bool purges() const {
    return std::any_of(all_.begin(), all_.end(), [](const Step& s) { return s.kind == StepKind::purge; });
  }

  // Whether the step's thing went into a stage, which is removed only when all steps are done.
  bool removed_with_stage(const Step& step) const {
    return std::any_of(all_.begin(), all_.end(), [&](const Step& stage) {
      return stage.kind == StepKind::stage && step.target.starts_with(stage.target + "/");
    });
  }

  // All but purges.
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

  // The renames; clear() removes the stages. Before that the record no longer says that it is to be finished:
  // half of a stage must never be published.
  std::optional<std::string> take_back(std::string_view why) {
    std::string stuck;
    for (auto step = all_.rbegin(); step != all_.rend(); ++step) {
      if (!is_rename(*step)) continue;
      const absl::Status status = back(*step);
      if (!status.ok()) add_sentence(stuck, status);
    }
    reason_.append(" It could not be finished: ").append(why);
    if (!stuck.empty()) {
      ended_ = true;
      return end(TransactionState::stuck, "The service stopped in the middle of it. " + stuck);
    }
    const absl::Status reopened = store_.reopen(transaction_.id);
    if (reopened.ok()) return std::nullopt;
    forgotten_ = true;
    return still_open(reopened);
  }

  std::string end(TransactionState state, std::string_view reason) {
    const absl::Status closed = store_.close(transaction_.id, state, reason, {});
    if (!closed.ok()) return still_open(closed);
    return sentence("is " + std::string(to_string(state)) + ". " + std::string(reason));
  }

  std::string still_open(const absl::Status& why) const {
    return sentence("is still open: " + std::string(base::message_of(why)));
  }

  std::string sentence(const std::string& what) const {
    return "Change " + store::transaction_name(transaction_.id) + " of " + transaction_.principal + " (" +
           transaction_.summary + ") " + what;
  }

  store::Transactions& store_;
  const Steps steps_;
  const ExecutionContext context_ = unstoppable();
  const Transaction transaction_;
  std::vector<Step> all_;
  std::string reason_ = "Taken back at the next start: the service had stopped in the middle of it.";
  // Ended, and with nothing left to remove; or it cannot be ended now.
  bool forgotten_ = false;
  // Its end is recorded already.
  bool ended_ = false;
};

Recovery::Recovery(const HandlerEnvironment& environment) : environment_(environment) {}
Recovery::~Recovery() = default;

std::vector<std::string> Recovery::settle() {
  if (environment_.transactions == nullptr) return {};
  auto unfinished = environment_.transactions->unfinished();
  if (!unfinished.ok()) {
    return {"Changes that were cut off could not be looked up: " +
            std::string(base::message_of(unfinished.status()))};
  }
  std::vector<std::string> sentences;
  for (Transaction& transaction : *unfinished) {
    auto one = std::make_unique<Remains>(environment_, std::move(transaction));
    if (auto sentence = one->settle()) sentences.push_back(*std::move(sentence));
    if (one->to_clear()) remains_.push_back(std::move(one));
  }
  return sentences;
}

std::vector<std::string> Recovery::clear(const ExecutionContext& context) {
  std::vector<std::string> sentences;
  for (const auto& one : remains_) {
    if (!context.check().ok()) break;
    if (auto sentence = one->clear(context)) sentences.push_back(*std::move(sentence));
  }
  remains_.clear();
  return sentences;
}

std::vector<std::string> recover_transactions(const HandlerEnvironment& environment) {
  Recovery recovery(environment);
  std::vector<std::string> sentences = recovery.settle();
  for (std::string& sentence : recovery.clear(unstoppable())) sentences.push_back(std::move(sentence));
  return sentences;
}

}  // namespace maxos::agents
