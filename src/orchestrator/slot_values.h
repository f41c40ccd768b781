// Slots from the text and from the context, together and checked.
#pragma once

#include <absl/status/status.h>

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "agents/capability.h"

namespace maxos::orchestrator {

struct CompletedSlots {
  // Those that fit, in canonical form.
  agents::Values slots;
  // The required ones that neither gives, in the order of the declaration.
  std::vector<const agents::SlotDecl*> missing;
  // The first value that does not fit its type: InvalidArgument names the slot, and what would fit.
  absl::Status wrong;
};

// The slots of `capability`: those found in the text, over them those that the context gives explicitly by
// their name or by an older name (source_path, dest_path, repo_path, project_name, app_name).
// Ages may be points in time (moments.h), which `now` makes ages of. `about`: what the request is about where
// no slot says it.
CompletedSlots complete_slots(const agents::CapabilityDecl& capability, const agents::Values& from_text,
                              const agents::Values& context, std::chrono::system_clock::time_point now,
                              std::string_view about = {});

// A sentence that asks for slots, with an example; `missing` is not empty.
std::string ask_for(const agents::CapabilityDecl& capability,
                    std::span<const agents::SlotDecl* const> missing);

// The slots as a JSON object of strings.
std::string slots_json(const agents::Values& slots);

}  // namespace maxos::orchestrator
