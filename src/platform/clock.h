// The time as a value that tests can set.
#pragma once

#include <chrono>
#include <functional>

namespace maxos::platform {

// Both clocks of the machine. Thread-safe.
struct Clock {
  std::function<std::chrono::steady_clock::time_point()> steady = [] {
    return std::chrono::steady_clock::now();
  };
  std::function<std::chrono::system_clock::time_point()> system = [] {
    return std::chrono::system_clock::now();
  };
};

}  // namespace maxos::platform
