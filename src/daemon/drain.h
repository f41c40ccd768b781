// The stop that no client notices who retries UNAVAILABLE.
#pragma once

#include <chrono>
#include <functional>

#include "rpc/call_guard.h"
#include "wire/front.h"

namespace maxos::daemon {

// In order: no new connection, new calls answered UNAVAILABLE and not executed, what is in flight ends (or
// `limit` passes), connections shut, gRPC servers ended. Blocks: call it apart from the event loop, which
// agents and stores still need.
void drain(wire::Front& front, rpc::CallGuard& guard, std::chrono::milliseconds limit);

}  // namespace maxos::daemon
