// What belongs to the service itself: its state and its configuration, by name and by inode.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace maxos::agents {

// Of one thread.
class ProtectedFiles {
 public:
  // Inodes that were looked at by recent() are good for this long: a request looks several times, and many
  // come in a row.
  static constexpr std::chrono::milliseconds kRecent{10};

  // Empty paths are left out, relative ones made absolute.
  explicit ProtectedFiles(const std::vector<std::string>& paths);
  // The calling thread's own; made anew when it was asked for other paths before.
  static std::shared_ptr<ProtectedFiles> of(const std::vector<std::string>& paths);

  // Absolute and normal.
  const std::vector<std::string>& paths() const { return paths_; }
  // Of those that exist.
  std::vector<struct statx> look() const;
  const std::vector<struct statx>& recent();

 private:
  using Clock = std::chrono::steady_clock;

  std::vector<std::string> paths_;
  std::vector<struct statx> files_;
  Clock::time_point looked_ = Clock::time_point::min();
};

}  // namespace maxos::agents
