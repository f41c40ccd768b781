// Whose changes a request is about.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>

#include "agents/agent.h"

namespace maxos::agents {

// The caller's uid; for an admin, that of the context's `principal` (an account's name, "uid:N" or N) when
// there is one. NotFound for an account that does not exist, PermissionDenied when another names one.
absl::StatusOr<std::uint32_t> whose(const Caller& caller, const Values& context);

}  // namespace maxos::agents
