#include "rpc/executor_ping.h"

#include <grpcpp/alarm.h>

#include <chrono>
#include <memory>
#include <utility>

namespace maxos::rpc {

void ping_executor(std::function<void()> done) {
  auto alarm = std::make_shared<grpc::Alarm>();
  // The alarm must live until it has called, so it is held by its own callback.
  alarm->Set(std::chrono::system_clock::now(), [alarm, done = std::move(done)](bool) { done(); });
}

}  // namespace maxos::rpc
