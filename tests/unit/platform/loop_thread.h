// An event loop on a thread of its own, for tests.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <stdexcept>
#include <thread>

#include "platform/event_loop.h"

namespace maxos::testing {

inline constexpr std::chrono::seconds kPatience{10};

// What a promise was given; throws when it is not within ten seconds.
template <typename T>
T value_of(std::future<T> future) {
  if (future.wait_for(kPatience) != std::future_status::ready)
    throw std::runtime_error("nothing came for ten seconds");
  return future.get();
}

class LoopThread {
 public:
  LoopThread() : thread_([this] { loop.run(); }) {}
  ~LoopThread() { stop(); }
  LoopThread(const LoopThread&) = delete;
  LoopThread& operator=(const LoopThread&) = delete;

  void stop() {
    if (!thread_.joinable()) return;
    loop.stop();
    thread_.join();
  }

  // Runs `function` on the loop and waits for its end.
  void on_loop(const std::function<void()>& function) {
    std::promise<void> done;
    loop.post([&] {
      function();
      done.set_value();
    });
    value_of(done.get_future());
  }

  platform::EventLoop loop;

 private:
  std::thread thread_;
};

}  // namespace maxos::testing
