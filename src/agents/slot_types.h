// The types of slots: what a value may look like, and its one canonical form.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agents/capability.h"

namespace maxos::agents {

// The longest value of a slot in bytes; paths end at PATH_MAX anyway.
inline constexpr std::size_t kMaxSlotBytes = 4096;
// The most entries that can be asked for in one list.
inline constexpr std::uint64_t kMaxCount = 100'000;
// The longest age in seconds: a hundred years.
inline constexpr std::uint64_t kMaxAgeSeconds = 3'153'600'000;

// The value in its canonical form, as INTENTS.md has it:
//   count, port  a whole number without leading zeros
//   size         bytes; also given as 10M, 1.5G, 2 GiB (1024-based)
//   age          seconds; also given as 90s, 30m, 24h, 2d, 2w, 1y
//   flag         true or false
//   choice       as declared; letter case does not matter
//   host         a name in lower case (RFC 1123, at most 253 bytes; a label may begin with "_", RFC 8552), an
//                IPv4 address, or an IPv6 address without brackets, with or without a zone
//   unit         characters of a unit's name (systemd.unit(5)) and single spaces, at most 255 bytes
//   others       as given
// InvalidArgument names the slot, what it takes and an example: also for an empty value, one that is too long
// and one with a NUL byte.
absl::StatusOr<std::string> canonical_slot(const SlotDecl& slot, std::string_view value);

// A decimal number that is the whole text.
std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace maxos::agents
