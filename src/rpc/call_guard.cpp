#include "rpc/call_guard.h"

namespace maxos::rpc {

bool CallGuard::begin() {
  // Counted first, looked second: stop() looks the other way round, so no call slips through uncounted.
  in_flight_.fetch_add(1, std::memory_order_seq_cst);
  if (!stopping_.load(std::memory_order_seq_cst)) return true;
  end();
  return false;
}

void CallGuard::end() {
  if (in_flight_.fetch_sub(1, std::memory_order_seq_cst) != 1 || !stopping_.load(std::memory_order_seq_cst))
    return;
  const std::lock_guard lock(mutex_);
  idle_.notify_all();
}

void CallGuard::stop() {
  stopping_.store(true, std::memory_order_seq_cst);
  const std::lock_guard lock(mutex_);
  for (const auto& [id, listener] : listeners_) listener();
  listeners_.clear();
}

bool CallGuard::wait_idle(std::chrono::steady_clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  return idle_.wait_until(lock, deadline, [this] { return in_flight_.load(std::memory_order_seq_cst) == 0; });
}

std::size_t CallGuard::add_stop_listener(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  if (stopping_.load(std::memory_order_seq_cst)) {
    listener();
    return 0;
  }
  listeners_.emplace(next_listener_, std::move(listener));
  return next_listener_++;
}

void CallGuard::remove_stop_listener(std::size_t id) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(id);
}

}  // namespace maxos::rpc
