// Data that cannot be reached without its lock.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace maxos::base {

// Holds a T behind a mutex. `with` runs a function on it under the lock; keep that function short and free of
// calls back.
template <typename T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  template <typename F>
  decltype(auto) with(F&& function) {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(function)(value_);
  }
  template <typename F>
  decltype(auto) with(F&& function) const {
    const std::lock_guard lock(mutex_);
    return std::forward<F>(function)(std::as_const(value_));
  }

 private:
  mutable std::mutex mutex_;
  T value_{};
};

// An immutable value that is replaced as a whole: readers keep the one they got.
template <typename T>
class Swapped {
 public:
  explicit Swapped(std::shared_ptr<const T> value) : value_(std::move(value)) {}
  std::shared_ptr<const T> get() const {
    return value_.with([](const auto& value) { return value; });
  }
  void set(std::shared_ptr<const T> value) {
    value_.with([&](auto& held) { held.swap(value); });
  }

 private:
  Guarded<std::shared_ptr<const T>> value_;
};

}  // namespace maxos::base
