// The health sample that a handler answers from.
#pragma once

#include <absl/status/statusor.h>

#include <memory>
#include <string>

#include "agents/agent.h"
#include "agents/handler_environment.h"

namespace maxos::agents {

// The current one, or a new one when that is too old; waits for it until the deadline. Unavailable without a
// monitor. It may say of the machine that nothing is known (Snapshot::unreachable).
absl::StatusOr<std::shared_ptr<const health::Sample>> any_sample(health::SampleSource* monitor,
                                                                 const ExecutionContext& context);

// The same, and Unavailable when nothing of the machine is known.
absl::StatusOr<std::shared_ptr<const health::Sample>> current_sample(health::SampleSource* monitor,
                                                                     const ExecutionContext& context);

// Whether current_sample() would return at once.
bool sample_ready(const health::SampleSource* monitor);

// "2026-11-22 20:38:05 UTC", for people.
std::string clock_words(std::int64_t unix_seconds);

}  // namespace maxos::agents
