// D-Bus for threads that may wait: workers, never the event loop's own thread.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <memory>
#include <stop_token>

#include "platform/bus.h"
#include "platform/event_loop.h"

namespace maxos::platform {

// How long a caller can wait. Both end a call early; a call that was sent may have taken effect all the same.
struct WaitLimit {
  std::chrono::steady_clock::time_point deadline;
  std::stop_token stop;
};

// Makes the call on the loop and waits for the answer, at most `call.timeout` and not beyond the limit.
// Errors as for Bus::Reply; Cancelled when a stop is asked for, DeadlineExceeded at the deadline. `loop` is
// the one of `bus`, and `bus` lives as long as the loop runs.
absl::StatusOr<BusValue::List> call_and_wait(Bus& bus, EventLoop& loop, BusCall call, const WaitLimit& limit);

// Bus::get_property() in the same way: its one value.
absl::StatusOr<BusValue> get_property_and_wait(Bus& bus, EventLoop& loop, BusCall call,
                                               const WaitLimit& limit);

// Signals, kept from its creation on until they are asked for; the newest 256. Made and used on one thread
// that may wait.
class SignalWaiter {
 public:
  // Unavailable when there is no bus.
  static absl::StatusOr<std::unique_ptr<SignalWaiter>> create(Bus& bus, EventLoop& loop, BusSignal signal,
                                                              const WaitLimit& limit);
  ~SignalWaiter();
  SignalWaiter(const SignalWaiter&) = delete;
  SignalWaiter& operator=(const SignalWaiter&) = delete;

  // The next one's values; waits for it. Unavailable when the connection broke: then nothing comes any more.
  // Cancelled and DeadlineExceeded as above.
  absl::StatusOr<BusValue::List> next(const WaitLimit& limit);

 private:
  struct Shared;
  SignalWaiter(EventLoop& loop, std::shared_ptr<Shared> shared);

  EventLoop& loop_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace maxos::platform
