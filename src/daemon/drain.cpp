#include "daemon/drain.h"

#include <thread>

namespace maxos::daemon {
namespace {

// Between the last byte handed to the transport and the connections' end. The kernel has no event for "gRPC
// has written"; this is what a write on a loaded machine takes.
constexpr std::chrono::milliseconds kSettle{20};
// For the gRPC servers once their connections are gone.
constexpr std::chrono::milliseconds kShutdownLimit{2'000};

}  // namespace

void drain(wire::Front& front, rpc::CallGuard& guard, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  front.stop_accepting();
  guard.stop();
  guard.wait_idle(deadline);
  std::this_thread::sleep_for(kSettle);
  front.close_connections();
  front.shutdown(kShutdownLimit);
}

}  // namespace maxos::daemon
