// Which processes a request means by a name.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "agents/accounts.h"
#include "agents/system/process_table.h"

namespace maxos::agents {

// Keeps those whose name, program or script contains `name` (in lower case). When none is called exactly
// that, it may also be a process's number, "zombie", or a user, whose processes then count as well. Returns
// how the answer names them: "3 processes named nginx", "No process named nginx is running". Errors: those of
// `context`.
absl::StatusOr<std::string> keep_chosen(std::vector<Process>& processes, const std::string& name,
                                        const std::string& proc, Accounts& accounts,
                                        const ExecutionContext& context);

}  // namespace maxos::agents
