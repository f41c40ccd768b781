#include "rpc/executor_ping.h"

#include <grpc/support/time.h>
#include <grpcpp/alarm.h>

#include <memory>
#include <utility>

namespace maxos::rpc {

void ping_executor(std::function<void()> done) {
  auto alarm = std::make_shared<grpc::Alarm>();
  // The alarm must live until it has called, so it is held by its own callback. A time that is past runs at
  // once; one that is nearly past becomes a timer, after which gRPC looks at its timers more often for good.
  alarm->Set(gpr_inf_past(GPR_CLOCK_REALTIME), [alarm, done = std::move(done)](bool) { done(); });
}

}  // namespace maxos::rpc
