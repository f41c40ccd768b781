// Whether gRPC's threads still run callbacks.
#pragma once

#include <functional>

namespace maxos::rpc {

// Calls `done` from gRPC's own executor, the one that runs all calls; never when that hangs. Thread-safe.
void ping_executor(std::function<void()> done);

}  // namespace maxos::rpc
