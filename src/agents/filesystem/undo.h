// What would take a change back, and whether anything that came later would be lost by it.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/filesystem/change.h"
#include "agents/handler_environment.h"
#include "store/transactions.h"

namespace maxos::agents {

// One thing to do, in the order of doing.
struct UndoAction {
  enum class Kind {
    // Moves `from` back to `to`.
    move,
    // `from` was made by the change and is as it was: to the trash with it.
    trash,
    // `from` are directories that the change made, empty again: they are removed.
    discard
  };
  Kind kind = Kind::move;
  std::string from;
  std::string to;
  store::Identity identity;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

struct Undo {
  store::Transaction transaction;
  std::vector<UndoAction> actions;
  // What the change made in place of something else and is simply gone: only that is brought back.
  std::vector<std::string> gone;
  std::vector<store::TouchedDirectory> touched;
};

// The transaction `name`, or the caller's last that can be undone for an empty one. NotFound also for one of
// somebody else, unless the caller is admin; FailedPrecondition says why it cannot be undone, or what would
// be lost.
absl::StatusOr<Undo> plan_undo(const HandlerEnvironment& environment, const std::string& name,
                               const Caller& caller, const ExecutionContext& context);

// Does it, as a transaction of the one whose change it was; its id.
absl::StatusOr<std::int64_t> perform_undo(const HandlerEnvironment& environment, const Undo& undo,
                                          const ExecutionContext& context);

}  // namespace maxos::agents
