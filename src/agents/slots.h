// Slots as a declaration wants them.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string_view>

#include "agents/agent.h"
#include "agents/capability.h"
#include "agents/slot_types.h"

namespace maxos::agents {

// The slots in canonical form (slot_types.h); empty values are dropped. InvalidArgument names the slot, what
// is wrong with it and an example: unknown names, missing required ones, values of another type.
// `about`: the context's, for required ones that what it is about does not need.
absl::StatusOr<Values> check_slots(const CapabilityDecl& capability, const Values& slots,
                                   std::string_view about = {});

// InvalidArgument that asks for a required slot, with an example.
absl::Status missing_slot(const CapabilityDecl& capability, const SlotDecl& slot);

// Readers for what check_slots returned.
std::string_view text_slot(const Values& slots, std::string_view name, std::string_view fallback = {});
std::uint64_t count_slot(const Values& slots, std::string_view name, std::uint64_t fallback);
bool flag_slot(const Values& slots, std::string_view name);

}  // namespace maxos::agents
