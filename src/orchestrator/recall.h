// What "it" is: slots that an earlier request of the conversation named.
#pragma once

#include <cstddef>
#include <vector>

#include "agents/agent.h"
#include "agents/registry.h"
#include "store/conversations.h"

namespace maxos::orchestrator {

// Requests of the conversation that are looked through, newest first.
inline constexpr std::size_t kRecalledItems = 6;

// Values for slots of `capability` that `slots` lacks: from the newest item that was done (status "success")
// and named something of the same type (a path, a unit, a host). Required slots first; when none of them is
// lacking, one optional one. At most one value of a type: nobody means the same file twice. `items`: oldest
// first. Empty when nothing fits.
agents::Values recall(const agents::CapabilityDecl& capability, const agents::Values& slots,
                      const std::vector<store::ConversationItem>& items, const agents::Registry& registry);

// Whether something could be recalled: a slot of such a type is lacking.
bool could_recall(const agents::CapabilityDecl& capability, const agents::Values& slots);

}  // namespace maxos::orchestrator
