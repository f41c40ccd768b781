// Plain sockets for tests of the accept loop.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/fd.h"
#include "wire/listener.h"

namespace maxos::wire {

// Longer than anything here takes on a loaded machine; met only by a test that fails.
inline constexpr std::chrono::seconds kPatience{20};

// A folder for socket files that goes with the test; every user may enter it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// One listener at the address, with a failed test when it cannot be bound.
std::vector<Listener> listen_at(const std::vector<std::string>& addresses);
// A second descriptor of each, as the next process gets them from systemd.
std::vector<Listener> again(const std::vector<Listener>& listeners);

// A blocking connection to "127.0.0.1:1", "[::1]:1" or "/path".
base::UniqueFd connect_to(const std::string& address);
// The same from an IPv6 socket to an IPv4 address, as gRPC's clients do.
base::UniqueFd connect_mapped(const std::string& address);
// Closes with a reset instead of a FIN.
void reset_connection(base::UniqueFd fd);
// Waits until the other side has ended the connection; false after kPatience.
bool reaches_end(const base::UniqueFd& fd);

std::size_t open_descriptors();

// Asks again and again, a millisecond apart, for what gives no event of its own; false after kPatience.
bool comes_true(const std::function<bool()>& condition);

// A value that changes on another thread, and can be waited for.
template <typename T>
class Watched {
 public:
  template <typename F>
  void change(F&& function) {
    {
      const std::lock_guard lock(mutex_);
      function(value_);
    }
    changed_.notify_all();
  }
  template <typename F>
  bool wait(F&& condition, std::chrono::milliseconds patience = kPatience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return condition(value_); });
  }
  // A look at it now.
  template <typename F>
  auto read(F&& function) {
    const std::lock_guard lock(mutex_);
    return function(value_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  T value_{};
};

}  // namespace maxos::wire
