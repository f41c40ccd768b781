// What an administrator should know, without flooding anybody.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace maxos::wire {

enum class Trouble { descriptors, accept, connections, callers, server, stranger, identity, grpc, count };

// Passes messages on, at most one a minute for each kind; the next one says how many were left out.
// Thread-safe.
class Troubles {
 public:
  // `sink` may be empty.
  explicit Troubles(std::function<void(std::string)> sink) : sink_(std::move(sink)) {}

  void report(Trouble kind, std::string_view message);

 private:
  struct Kind {
    std::chrono::steady_clock::time_point next{};
    std::size_t left_out = 0;
  };

  const std::function<void(std::string)> sink_;
  std::mutex mutex_;
  std::array<Kind, static_cast<std::size_t>(Trouble::count)> kinds_;
};

}  // namespace maxos::wire
