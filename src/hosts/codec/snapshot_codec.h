// A health sample as a message and back.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>

#include "agent_host.pb.h"
#include "health/snapshot.h"

namespace maxos::hosts {

// Without level, reasons and what is known of Redis: the front end's part.
void encode(const health::Snapshot& snapshot, internal::Snapshot& message);

// Internal when a count or a size is beyond any machine's, or a number is none. A sample from the future
// counts as taken at `now`.
absl::StatusOr<health::Snapshot> decode(internal::Snapshot&& message,
                                        std::chrono::steady_clock::time_point now);

}  // namespace maxos::hosts
