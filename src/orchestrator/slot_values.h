// Slots from the text and from the context, together and checked.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "agents/agent.h"
#include "agents/capability.h"

namespace maxos::orchestrator {

// The slots of `capability`: those found in the text, over them those that the context gives explicitly by
// their name or by an older name (source_path, dest_path, repo_path, project_name, app_name). InvalidArgument
// for a value that does not fit its type and for a required slot that is missing; the message names the slot
// and gives an example.
absl::StatusOr<agents::Values> complete_slots(const agents::CapabilityDecl& capability,
                                              const agents::Values& from_text, const agents::Values& context);

// The slots as a JSON object of strings.
std::string slots_json(const agents::Values& slots);

}  // namespace maxos::orchestrator
