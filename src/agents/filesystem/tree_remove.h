// Removes for good: what a transaction put together and gives up, and what leaves the trash.
#pragma once

#include <absl/status/status.h>

#include <string>

#include "agents/agent.h"

namespace maxos::agents {

// Removes `name` in `parent` with all that is in it; nothing to do when it is not there. Directories of our
// own that may not be written are opened up first. Does not go into what is mounted in it:
// FailedPrecondition. `path`: for messages.
absl::Status remove_tree(int parent, const std::string& name, const std::string& path,
                         const ExecutionContext& context);

// For what must be brought to its end, whoever waits for it.
ExecutionContext unstoppable();

}  // namespace maxos::agents
