#include "agents/filesystem/change.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <set>
#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/trash.h"
#include "agents/filesystem/tree_remove.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using store::Step;
using store::StepKind;
using store::TransactionState;

store::Step stage_step(const std::string& path) {
  Step step;
  step.kind = StepKind::stage;
  step.target = path;
  return step;
}

std::string reason_of(const absl::Status& why, const std::string& stuck) {
  std::string reason(base::message_of(why));
  if (!stuck.empty()) reason.append(" Not all of it could be taken back: ").append(stuck);
  return reason;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Change>> Change::begin(const HandlerEnvironment& environment,
                                                      const Caller& caller, About about) {
  if (environment.transactions == nullptr) {
    return base::unavailable("Files cannot be changed: this service has no place to record changes.");
  }
  std::unique_ptr<Change> change(new Change(environment));
  store::Transaction transaction;
  transaction.uid = caller.uid;
  transaction.principal = caller.name;
  transaction.intent = std::move(about.intent);
  transaction.summary = std::move(about.summary);
  transaction.entries = about.entries;
  transaction.bytes = about.bytes;
  transaction.undoes = about.undoes;
  const auto id = change->store_.begin(transaction, {});
  if (!id.ok()) return base::annotate(id.status(), "Nothing was changed");
  change->id_ = *id;
  return change;
}

Change::~Change() {
  if (!ended_) abandon(base::cancelled("It was given up.")).IgnoreError();
}

absl::StatusOr<const Stage*> Change::stage(const std::string& directory, const ExecutionContext& context) {
  auto stage = std::make_unique<Stage>();
  stage->path = (directory == "/" ? "" : directory) + "/" + new_stage_name();
  const std::string what = "Cannot write to " + display_name(directory, PATH_MAX);
  const auto place = place_of(steps_.roots(), stage->path, context);
  if (!place.ok()) return place.status();
  MAXOS_RETURN_IF_ERROR(store_.add_stage(id_, stage_step(stage->path)));
  touched_.before(stage->path, context);
  if (::mkdirat(place->parent.get(), place->name.c_str(), 0700) != 0) return change_failed(errno, what);
  const std::string path = stage->path;
  stages_.push_back(std::move(stage));
  touched_.after(path, context);
  stages_.back()->fd.reset(open_subdirectory(place->parent.get(), place->name.c_str()));
  if (!stages_.back()->fd) return change_failed(errno, what);
  return stages_.back().get();
}

absl::Status Change::publish(const std::string& staged, const std::string& target,
                             const ExecutionContext& context) {
  const auto place = place_of(steps_.roots(), staged, context);
  if (!place.ok()) return place.status();
  const auto info = look_at(*place);
  if (!info.ok()) return info.status();
  if (!*info) return base::internal(display_name(staged, PATH_MAX) + " was not made.");
  const auto count = count_tree(place->parent.get(), place->name, staged, {}, context);
  if (!count.ok()) return count.status();
  Step step;
  step.kind = StepKind::publish;
  step.source = staged;
  step.target = target;
  step.identity = identity_of(**info);
  step.entries = count->entries;
  step.bytes = count->bytes;
  step.fingerprint = count->fingerprint();
  planned_.push_back(std::move(step));
  return absl::OkStatus();
}

void Change::move(const std::string& source, const std::string& target, const store::Identity& identity,
                  std::uint64_t entries, std::uint64_t bytes) {
  planned_.push_back({StepKind::move, source, target, identity, entries, bytes, {}, false});
}

absl::Status Change::trash(const std::string& source, const store::Identity& identity, std::uint64_t entries,
                           std::uint64_t bytes, const ExecutionContext& context) {
  const auto place = place_of(steps_.roots(), source, context);
  if (!place.ok()) return place.status();
  auto target = trash_path(steps_.roots(), *place, context);
  if (!target.ok()) return target.status();
  planned_.push_back({StepKind::trash, source, *std::move(target), identity, entries, bytes, {}, false});
  return absl::OkStatus();
}

void Change::restore_times(const std::vector<store::TouchedDirectory>& touched,
                           const ExecutionContext& context) {
  touched_.restore_later(touched, context);
}

absl::Status Change::sync_stages() const {
  for (const auto& stage : stages_) {
    if (::syncfs(stage->fd.get()) != 0)
      return change_failed(errno, "Cannot write " + display_name(stage->path, PATH_MAX));
  }
  return absl::OkStatus();
}

absl::Status Change::do_steps(const ExecutionContext& context) {
  for (const Step& step : planned_) {
    MAXOS_RETURN_IF_ERROR(context.check());
    touched_.before(step.source, context);
    touched_.before(step.target, context);
    MAXOS_RETURN_IF_ERROR(steps_.forward(step, context));
    ++done_;
    touched_.after(step.source, context);
    touched_.after(step.target, context);
  }
  return absl::OkStatus();
}

absl::Status Change::sync_directories() const {
  std::set<std::string> directories;
  for (const Step& step : planned_) {
    for (const std::string* path : {&step.source, &step.target}) {
      if (!directories.insert(path->substr(0, path->rfind('/'))).second) continue;
      absl::Status synced = steps_.sync_directory_of(*path, unstoppable());
      // A directory that was moved itself after what was in it (an undo takes a folder away) has nothing left
      // to sync.
      if (!synced.ok() && !absl::IsNotFound(synced)) return synced;
    }
  }
  return absl::OkStatus();
}

absl::Status Change::commit(const ExecutionContext& context) {
  // From here on only the renames ask whether to stop: the rest is short, or cannot be stopped.
  const ExecutionContext through = unstoppable();
  absl::Status status = context.check();
  if (status.ok()) status = sync_stages();
  if (status.ok()) status = context.check();
  committing_ = status.ok();
  if (status.ok()) status = store_.plan_steps(id_, planned_);
  if (status.ok()) status = do_steps(context);
  if (status.ok()) status = sync_directories();
  if (!status.ok()) return abandon(status);
  for (const auto& stage : stages_) {
    // What cannot be removed now is found by nobody; but it is no reason to take the change back.
    touched_.before(stage->path, through);
    steps_.remove(stage_step(stage->path), through).IgnoreError();
    touched_.after(stage->path, through);
  }
  touched_.restore(through);
  ended_ = true;
  absl::Status closed = store_.close(id_, TransactionState::done, {}, touched_.list(through));
  if (closed.ok()) return closed;
  // It is done, and the journal knows all of it but that: the next start closes it.
  return base::annotate(closed,
                        "The change was made, but its record could not be closed (the next start of the "
                        "service does that)");
}

std::string Change::close_abandoned(const absl::Status& why, const std::string& stuck) {
  const auto state = stuck.empty() ? TransactionState::taken_back : TransactionState::stuck;
  std::string reason = reason_of(why, stuck);
  store_.close(id_, state, reason, {}).IgnoreError();
  return reason;
}

absl::Status Change::abandon(const absl::Status& why) {
  ended_ = true;
  const ExecutionContext through = unstoppable();
  std::string stuck;
  for (; done_ > 0; --done_) {
    const Step& step = planned_[done_ - 1];
    const absl::Status back = steps_.backward(step, through);
    touched_.after(step.source, through);
    touched_.after(step.target, through);
    if (!back.ok()) stuck.append(stuck.empty() ? "" : " ").append(base::message_of(back));
  }
  // The record no longer says that it is to be finished before the stages go: a crash in the middle of that
  // must not publish half of one.
  const bool back = stuck.empty();
  if (back && committing_) store_.reopen(id_).IgnoreError();
  if (!back) close_abandoned(why, stuck);
  for (const auto& stage : stages_) {
    const absl::Status removed = steps_.remove(stage_step(stage->path), through);
    touched_.after(stage->path, through);
    if (!removed.ok()) stuck.append(stuck.empty() ? "" : " ").append(base::message_of(removed));
  }
  touched_.take_back(through);
  const std::string reason = back ? close_abandoned(why, stuck) : reason_of(why, stuck);
  const bool whole = stuck.empty();
  if (whole) return base::make_status(why.code(), reason + " Nothing was changed.");
  return base::make_status(why.code(), reason);
}

}  // namespace maxos::agents
