// What a host does at the most, whatever its front end says: root's configuration decides.
#pragma once

#include <absl/status/status.h>

#include <string_view>

#include "agents/agent.h"
#include "config/config.h"

namespace maxos::hosts {

// PermissionDenied names the configuration's key when the intent, or the plan's risk, a target or a unit,
// lies beyond it. `section`: where the ceiling stands in the configuration ("files_host").
absl::Status check_intent(const config::Ceiling& ceiling, std::string_view section, std::string_view intent);
absl::Status check_plan(const config::Ceiling& ceiling, std::string_view section, const agents::Plan& plan);

}  // namespace maxos::hosts
