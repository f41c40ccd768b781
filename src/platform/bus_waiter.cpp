#include "platform/bus_waiter.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "base/status.h"

namespace maxos::platform {
namespace {

using Clock = std::chrono::steady_clock;
using Answer = absl::StatusOr<BusValue::List>;

// Beyond the time limit of the call itself: only a loop that has ended or hangs lets this pass.
constexpr std::chrono::milliseconds kGrace{250};
constexpr std::size_t kMaxSignals = 256;

// Where the loop lays the answer down. Held by both: the waiting thread may give up first.
struct Mailbox {
  std::mutex mutex;
  std::condition_variable_any came;
  std::optional<Answer> answer;

  void put(Answer value) {
    {
      const std::lock_guard lock(mutex);
      answer = std::move(value);
    }
    came.notify_one();
  }
};

// `start` makes the call; it runs on the loop.
template <typename Start>
Answer wait_for(EventLoop& loop, BusCall call, const WaitLimit& limit, Start start) {
  if (limit.stop.stop_requested()) return base::cancelled("cancelled");
  const auto now = Clock::now();
  if (now >= limit.deadline) return base::deadline_exceeded("the time for the request is over");
  call.timeout = std::min(call.timeout, std::chrono::ceil<std::chrono::microseconds>(limit.deadline - now));
  const auto end = now + call.timeout + kGrace;
  const std::string who = call.destination;
  const auto mailbox = std::make_shared<Mailbox>();
  loop.post([start, call = std::move(call), mailbox] {
    start(call, [mailbox](Answer answer) { mailbox->put(std::move(answer)); });
  });
  std::unique_lock lock(mailbox->mutex);
  mailbox->came.wait_until(lock, limit.stop, end, [&] { return mailbox->answer.has_value(); });
  if (mailbox->answer) return *std::move(mailbox->answer);
  if (limit.stop.stop_requested()) return base::cancelled("cancelled while waiting for " + who);
  return base::deadline_exceeded(who + " did not answer in time");
}

}  // namespace

absl::StatusOr<BusValue::List> call_and_wait(Bus& bus, EventLoop& loop, BusCall call,
                                             const WaitLimit& limit) {
  return wait_for(loop, std::move(call), limit,
                  [&bus](const BusCall& made, Bus::Reply done) { bus.call(made, std::move(done)); });
}

absl::StatusOr<BusValue> get_property_and_wait(Bus& bus, EventLoop& loop, BusCall call,
                                               const WaitLimit& limit) {
  Answer answer = wait_for(loop, std::move(call), limit, [&bus](const BusCall& made, Bus::Reply done) {
    bus.get_property(made, std::move(done));
  });
  if (!answer.ok()) return answer.status();
  return std::move(answer->front());
}

struct SignalWaiter::Shared {
  std::mutex mutex;
  std::condition_variable_any came;
  std::deque<Answer> signals;
  // The loop's alone.
  Bus::Watch watch;
};

SignalWaiter::SignalWaiter(EventLoop& loop, std::shared_ptr<Shared> shared)
    : loop_(loop), shared_(std::move(shared)) {}

SignalWaiter::~SignalWaiter() {
  loop_.post([shared = std::move(shared_)] { shared->watch.reset(); });
}

absl::StatusOr<std::unique_ptr<SignalWaiter>> SignalWaiter::create(Bus& bus, EventLoop& loop,
                                                                   BusSignal signal, const WaitLimit& limit) {
  const auto shared = std::make_shared<Shared>();
  std::unique_ptr<SignalWaiter> made(new SignalWaiter(loop, shared));
  const BusCall begin{.destination = "D-Bus", .path = {}, .interface = {}, .member = {}, .arguments = {}};
  const auto start = [&bus, shared, signal = std::move(signal)](const BusCall&, const Bus::Reply& done) {
    // Weak: what the watch calls must not keep the watch.
    auto watch = bus.watch(signal, [weak = std::weak_ptr(shared)](const Answer& values) {
      const auto held = weak.lock();
      if (held == nullptr) return;
      {
        const std::lock_guard lock(held->mutex);
        if (held->signals.size() == kMaxSignals) held->signals.pop_front();
        held->signals.push_back(values);
      }
      held->came.notify_one();
    });
    if (!watch.ok()) return done(watch.status());
    shared->watch = *std::move(watch);
    done(BusValue::List());
  };
  if (const Answer begun = wait_for(loop, begin, limit, start); !begun.ok()) return begun.status();
  return made;
}

absl::StatusOr<BusValue::List> SignalWaiter::next(const WaitLimit& limit) {
  std::unique_lock lock(shared_->mutex);
  shared_->came.wait_until(lock, limit.stop, limit.deadline, [this] { return !shared_->signals.empty(); });
  if (!shared_->signals.empty()) {
    // The end of the connection stays, for whoever asks again.
    if (!shared_->signals.front().ok()) return shared_->signals.front();
    Answer signal = std::move(shared_->signals.front());
    shared_->signals.pop_front();
    return signal;
  }
  if (limit.stop.stop_requested()) return base::cancelled("cancelled while waiting for a signal");
  return base::deadline_exceeded("no signal came in time");
}

}  // namespace maxos::platform
