// What cuts across all calls: how many are in flight, and whether new ones are still taken.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace maxos::rpc {

// Thread-safe. A call is in flight from its begin() until the token is dropped, which is after its last byte
// was handed to the transport and after its operation ended.
class CallGuard {
 public:
  class Token {
   public:
    Token() = default;
    explicit Token(CallGuard* guard) : guard_(guard) {}
    Token(Token&& other) noexcept : guard_(std::exchange(other.guard_, nullptr)) {}
    Token& operator=(Token&&) = delete;
    ~Token() {
      if (guard_ != nullptr) guard_->end();
    }

   private:
    CallGuard* guard_ = nullptr;
  };

  // Counts a call. False while stopping: answer it UNAVAILABLE, unexecuted.
  bool begin();

  bool stopping() const { return stopping_.load(std::memory_order_acquire); }
  std::size_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

  // From now on begin() says no; the listeners of add_stop_listener are told, on this thread.
  void stop();

  // Waits until nothing is in flight. False when `deadline` passed first.
  bool wait_idle(std::chrono::steady_clock::time_point deadline);

  // Calls `listener` once when the stop begins, at once if it has begun. Returns an id for remove; after
  // remove returns it is not running.
  std::size_t add_stop_listener(std::function<void()> listener);
  void remove_stop_listener(std::size_t id);

 private:
  void end();

  std::atomic<std::size_t> in_flight_{0};
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable idle_;
  std::map<std::size_t, std::function<void()>> listeners_;
  std::size_t next_listener_ = 1;
};

}  // namespace maxos::rpc
