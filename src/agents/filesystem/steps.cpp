#include "agents/filesystem/steps.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/trash.h"
#include "agents/filesystem/tree_count.h"
#include "agents/filesystem/tree_remove.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using store::Step;
using store::StepKind;

// A rename of a directory to another one changes its "..", which asks for the permission to write it. One of
// ours without it gets it for as long as this lives.
class Writable {
 public:
  explicit Writable(const Place& place) : fd_(open_subdirectory(place.parent.get(), place.name.c_str())) {
    struct stat info {};
    if (!fd_ || ::fstat(fd_.get(), &info) != 0 || (info.st_mode & S_IWUSR) != 0 || info.st_uid != ::geteuid())
      return;
    mode_ = info.st_mode & 07777U;
    changed_ = ::fchmod(fd_.get(), mode_ | S_IWUSR) == 0;
  }
  ~Writable() {
    if (changed_) ::fchmod(fd_.get(), mode_);
  }
  Writable(const Writable&) = delete;
  Writable& operator=(const Writable&) = delete;
  bool changed() const { return changed_; }

 private:
  base::UniqueFd fd_;
  mode_t mode_ = 0;
  bool changed_ = false;
};

// Where this service keeps things is nobody's business.
std::string words_for_rename(const std::string& from, const std::string& to) {
  if (has_own_name(from)) return "Cannot make " + display_name(to, PATH_MAX);
  const std::string what = "Cannot move " + display_name(from, PATH_MAX);
  if (in_trash(to)) return what + " to the trash";
  return has_own_name(to) ? what + " away" : what + " to " + display_name(to, PATH_MAX);
}

absl::StatusOr<bool> stands_at(const Roots& roots, const std::string& path, const store::Identity& identity,
                               const ExecutionContext& context) {
  const auto place = place_of(roots, path, context);
  if (!place.ok()) {
    // Its directory is gone or has become something else: it is not there.
    if (absl::IsNotFound(place.status()) || absl::IsFailedPrecondition(place.status()) ||
        absl::IsInvalidArgument(place.status()))
      return false;
    return place.status();
  }
  const auto info = look_at(*place);
  if (!info.ok()) return info.status();
  return *info && identity_of(**info) == identity;
}

}  // namespace

absl::StatusOr<Whereabouts> Steps::whereabouts(const Step& step, const ExecutionContext& context) const {
  const auto at_target = stands_at(roots_, step.target, step.identity, context);
  if (!at_target.ok()) return at_target.status();
  if (*at_target) return Whereabouts::target;
  const auto at_source = stands_at(roots_, step.source, step.identity, context);
  if (!at_source.ok()) return at_source.status();
  return *at_source ? Whereabouts::source : Whereabouts::neither;
}

absl::Status Steps::rename(const std::string& from_path, const std::string& to_path, const Step& step,
                           const ExecutionContext& context) const {
  const auto from = place_of(roots_, from_path, context);
  if (!from.ok()) return from.status();
  const auto to = place_of(roots_, to_path, context);
  if (!to.ok()) return to.status();
  const std::string what = words_for_rename(from_path, to_path);
  const auto replaced = [&] {
    return base::failed_precondition(display_name(has_own_name(from_path) ? to_path : from_path, PATH_MAX) +
                                     " was replaced by something else meanwhile. Ask again.");
  };
  const auto before = look_at(*from);
  if (!before.ok()) return before.status();
  if (!*before || identity_of(**before) != step.identity) return replaced();
  int error = rename_new(*from, *to);
  if (error == EACCES && is_directory(**before)) {
    const Writable writable(*from);
    if (writable.changed()) error = rename_new(*from, *to);
  }
  if (error == EEXIST || error == ENOTEMPTY) {
    return base::failed_precondition(display_name(to_path, PATH_MAX) +
                                     " exists already: it came there meanwhile, and nothing is replaced "
                                     "unless you ask for it.");
  }
  if (error != 0) return change_failed(error, what);
  // Between the look and the rename another may have put something else there: that goes back.
  const auto after = look_at(*to);
  if (after.ok() && *after && identity_of(**after) == step.identity) return absl::OkStatus();
  error = rename_new(*to, *from);
  return error == 0 ? replaced() : change_failed(error, what);
}

absl::Status Steps::forward(const Step& step, const ExecutionContext& context) const {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(clock_.system().time_since_epoch()).count();
  if (step.kind == StepKind::trash)
    MAXOS_RETURN_IF_ERROR(prepare_trash(roots_, step.target, step.source, now, context));
  absl::Status renamed = rename(step.source, step.target, step, context);
  if (renamed.ok()) {
    renamed = check_discarded(step, context);
    if (!renamed.ok()) rename(step.target, step.source, step, context).IgnoreError();
  }
  if (step.kind == StepKind::trash && !renamed.ok())
    forget_trash_info(roots_, step.target, context).IgnoreError();
  if (renamed.ok() && in_trash(step.source)) return forget_trash_info(roots_, step.source, context);
  return renamed;
}

absl::Status Steps::check_discarded(const Step& step, const ExecutionContext& context) const {
  const auto place = place_of(roots_, step.target, context);
  if (!place.ok()) return place.status();
  if (in_trash(step.target) || !is_own_name(place->directory().substr(place->directory().rfind('/') + 1)))
    return absl::OkStatus();
  const auto count = count_tree(place->parent.get(), place->name, place->path, {}, context);
  if (!count.ok()) return count.status();
  if (count->only_directories()) return absl::OkStatus();
  return base::failed_precondition(display_name(step.source, PATH_MAX) +
                                   " has something in it by now, which would be lost.");
}

absl::Status Steps::backward(const Step& step, const ExecutionContext& context) const {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(clock_.system().time_since_epoch()).count();
  if (in_trash(step.source))
    MAXOS_RETURN_IF_ERROR(prepare_trash(roots_, step.source, step.target, now, context));
  MAXOS_RETURN_IF_ERROR(rename(step.target, step.source, step, context));
  return in_trash(step.target) ? forget_trash_info(roots_, step.target, context) : absl::OkStatus();
}

absl::Status Steps::remove(const Step& step, const ExecutionContext& context) const {
  const auto place = place_of(roots_, step.target, context);
  if (!place.ok()) return absl::IsNotFound(place.status()) ? absl::OkStatus() : place.status();
  if (step.kind == StepKind::purge) {
    const auto info = look_at(*place);
    if (!info.ok()) return info.status();
    // Something else of that name is not what is to be deleted.
    if (*info && identity_of(**info) != step.identity) return absl::OkStatus();
  }
  MAXOS_RETURN_IF_ERROR(remove_tree(place->parent.get(), place->name, place->path, context));
  return step.kind == StepKind::purge ? forget_trash_info(roots_, step.target, context) : absl::OkStatus();
}

absl::Status Steps::sync_directory_of(const std::string& path, const ExecutionContext& context) const {
  const auto place = place_of(roots_, path, context);
  if (!place.ok()) return place.status();
  const base::UniqueFd fd(::openat(place->parent.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // One that may not be read cannot be synced by its own.
  if (!fd)
    return errno == EACCES ? absl::OkStatus() : change_failed(errno, "Cannot sync " + display_name(path));
  return ::fsync(fd.get()) == 0 ? absl::OkStatus()
                                : change_failed(errno, "Cannot sync " + display_name(path, PATH_MAX));
}

}  // namespace maxos::agents
