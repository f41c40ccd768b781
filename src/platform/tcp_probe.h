// Whether somebody takes TCP connections at an address, without saying anything to them.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <functional>
#include <string>

#include "platform/internet_address.h"

namespace maxos::platform {

enum class PortState { open, closed, filtered, unreachable };

struct PortProbe {
  PortState state = PortState::filtered;
  // errno of the refusal; 0 when open, ETIMEDOUT when nothing came.
  int error = 0;
  std::chrono::microseconds took{};
};

// Connects, and closes at once. Blocks for at most `patience`; `check` is asked every 100 ms and ends it with
// its error.
absl::StatusOr<PortProbe> probe_tcp(const InternetAddress& target, std::chrono::milliseconds patience,
                                    const std::function<absl::Status()>& check);

}  // namespace maxos::platform
