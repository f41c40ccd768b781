// Slots as a declaration wants them.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string_view>

#include "agents/agent.h"
#include "agents/capability.h"

namespace maxos::agents {

// The most entries that can be asked for in one list.
inline constexpr std::uint64_t kMaxCount = 100'000;
// The longest value of a slot in bytes; paths end at PATH_MAX anyway.
inline constexpr std::size_t kMaxSlotBytes = 4096;

// The slots in canonical form: flags as true or false, choices in lower case, sizes in bytes; empty values
// are dropped. InvalidArgument names the slot, what is wrong with it and an example: unknown names, missing
// required ones, values of another type.
absl::StatusOr<Values> check_slots(const CapabilityDecl& capability, const Values& slots);

// Readers for what check_slots returned.
std::string_view text_slot(const Values& slots, std::string_view name, std::string_view fallback = {});
std::uint64_t count_slot(const Values& slots, std::string_view name, std::uint64_t fallback);
bool flag_slot(const Values& slots, std::string_view name);

}  // namespace maxos::agents
