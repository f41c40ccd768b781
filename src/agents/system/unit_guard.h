// Which units may be controlled, and what stands in the way.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "agents/agent.h"
#include "agents/system/systemd.h"
#include "config/config.h"

namespace maxos::agents {

// PermissionDenied, with the command that allows it, unless the unit's id is in `[system] allowed_units`.
absl::Status check_allowed(const UnitState& state, const config::System& config);

// What would break when the unit is not there for a while; empty for a unit that nothing special hangs on.
// Those are protected: the service itself, its hosts and its Redis, D-Bus, logind, journald and what they
// need, and ssh when there is no console to log in at. Asks systemd for the consoles.
absl::StatusOr<std::string> what_would_break(const Systemd& systemd, const std::string& unit);

// InvalidArgument or FailedPrecondition when the unit cannot have the action at all: a masked one started,
// one that cannot reload reloaded, one without an [Install] section enabled.
absl::Status check_possible(const UnitState& state, std::string_view action);

}  // namespace maxos::agents
