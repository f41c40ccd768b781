// What a tree is made of: how much there is to do, what is in the way, and by what it is known again.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "base/fd.h"

namespace maxos::agents {

struct TreeCount {
  // All of it, the top too.
  std::uint64_t entries = 0;
  std::uint64_t directories = 0;
  // Of regular files.
  std::uint64_t bytes = 0;
  // Sum of a hash of each entry's name, directory, inode, type, owner, size and time of modification, and of
  // the modes of all but the top. The order does not matter; a rename of the top, or one that was taken back,
  // does not change it.
  std::uint64_t hash = 0;
  // The first that was found of each, empty when there is none: a FIFO, socket or device; a mount point; what
  // the caller named as forbidden.
  std::string special;
  std::string mount_point;
  std::string forbidden;

  bool only_directories() const { return entries == directories; }
  // As text. It tells whether there is nothing but directories.
  std::string fingerprint() const;
};
inline bool only_directories(std::string_view fingerprint) {
  return fingerprint.starts_with('d');
}

// Counts `name` in `parent` (O_PATH will do). `path`: the same, absolute, for messages. `forbidden`: known by
// inode.
absl::StatusOr<TreeCount> count_tree(int parent, const std::string& name, const std::string& path,
                                     const std::vector<struct statx>& forbidden,
                                     const ExecutionContext& context);

}  // namespace maxos::agents
