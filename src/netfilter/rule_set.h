// The kernel's packet filter by libnftables: reads everything, writes the table `inet maxos` alone.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "netfilter/request.h"

namespace maxos::netfilter {

// Carries the request out; blocks until the kernel has answered. The answer: for `rules` the rule set as
// libnftables-json(5) has it, without the elements of sets; for `text` the same as nft(8) prints it; for
// `blocked` our two sets with their elements, "{}" when there is no such table; empty for changes. Errors:
// PermissionDenied, Internal (what nft(8) says), ResourceExhausted (more than kMaxAnswerBytes).
absl::StatusOr<std::string> carry_out(const Request& request);

inline constexpr std::size_t kMaxAnswerBytes = 4 * 1024 * 1024;

}  // namespace maxos::netfilter
