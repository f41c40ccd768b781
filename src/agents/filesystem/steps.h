// The steps of a transaction, done and taken back. Each can be tried again: whether it was done is seen from
// where the thing is.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "agents/filesystem/place.h"
#include "agents/filesystem/roots.h"
#include "agents/handler_environment.h"
#include "store/transactions.h"

namespace maxos::agents {

// Where the thing of a step is now, by its identity.
enum class Whereabouts { source, target, neither };

class Steps {
 public:
  explicit Steps(const HandlerEnvironment& environment)
      : roots_(Roots::of_transactions(environment)), clock_(environment.clock) {}

  absl::StatusOr<Whereabouts> whereabouts(const store::Step& step, const ExecutionContext& context) const;

  // Renames source to target (move, publish, trash). Nothing has changed when it fails.
  absl::Status forward(const store::Step& step, const ExecutionContext& context) const;
  // FailedPrecondition unless what went into a stage, to be removed with it, is made of directories alone.
  absl::Status check_discarded(const store::Step& step, const ExecutionContext& context) const;
  // Renames it back; to a directory that is gone it cannot go.
  absl::Status backward(const store::Step& step, const ExecutionContext& context) const;
  // Removes a stage with all in it, or what a purge deletes, with its .trashinfo.
  absl::Status remove(const store::Step& step, const ExecutionContext& context) const;

  // Syncs the directory that holds `path`.
  absl::Status sync_directory_of(const std::string& path, const ExecutionContext& context) const;

  const Roots& roots() const { return roots_; }

 private:
  absl::Status rename(const std::string& from, const std::string& to, const store::Step& step,
                      const ExecutionContext& context) const;

  Roots roots_;
  platform::Clock clock_;
};

}  // namespace maxos::agents
