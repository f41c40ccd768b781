// One thread's event loop over sd-event: timers, descriptors, signals, and functions posted by other threads.
#pragma once

#include <systemd/sd-event.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/fd.h"

namespace maxos::platform {

// Only post(), and stop() through it, may be called from other threads; all else on the loop's own thread, or
// before run().
class EventLoop {
 public:
  // Aborts when the kernel gives no epoll or eventfd: nothing can work then.
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Keeps an sd-event source alive; dropping it takes the source out.
  class Source {
   public:
    Source() noexcept;
    ~Source();
    Source(Source&& other) noexcept;
    Source& operator=(Source&& other) noexcept;
    // Whether it holds a source (a one-shot timer that fired still does).
    explicit operator bool() const { return state_ != nullptr; }
    void reset();
    struct State;

   private:
    friend class EventLoop;
    explicit Source(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };

  // Runs until stop(). What was posted before stop() is run.
  void run();
  void stop();
  // One round of run(): waits for something to happen and calls back. False after stop(). Threads may take
  // turns, one at a time.
  bool run_once();

  // Runs `function` on the loop, in the order of posting. Thread-safe; one wake-up for many posts.
  void post(std::function<void()> function);

  // Calls `function(events)` (EPOLLIN, EPOLLOUT, …) while the descriptor is ready. The descriptor stays the
  // caller's.
  [[nodiscard]] Source add_io(int fd, std::uint32_t events, std::function<void(std::uint32_t)> function);
  // Changes what an add_io source waits for; 0 is nothing.
  void set_io_events(Source& source, std::uint32_t events);

  // Calls `function` once, `delay` from now at the earliest. `slack`: how much later it may be, so that
  // wake-ups can be joined.
  [[nodiscard]] Source add_timer(std::chrono::microseconds delay, std::function<void()> function,
                                 std::chrono::microseconds slack = std::chrono::milliseconds(1));

  // Calls `function` for each arrival of `signal`, which must be blocked in every thread of the process.
  [[nodiscard]] Source add_signal(int signal, std::function<void()> function);

  // For sd_bus_attach_event and the like.
  sd_event* native() const { return event_; }

 private:
  void drain_posted();

  sd_event* event_ = nullptr;
  base::UniqueFd wake_;
  Source wake_source_;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;
  bool wake_pending_ = false;
};

}  // namespace maxos::platform
