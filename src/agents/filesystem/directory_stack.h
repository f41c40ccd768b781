// Open directories from a top down to where one stands, however deep, with few descriptors.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <vector>

#include "base/fd.h"

namespace maxos::agents {

// The deepest tree that is worked on.
inline constexpr std::size_t kMaxDepth = 32'768;

// Only the last few are really open; one further up is opened again by ".." of the one below it, and taken
// only when it is the one it was.
class DirectoryStack {
 public:
  // `fd`: a directory, open for reading.
  absl::Status push(base::UniqueFd fd);
  // Leaves the last. FailedPrecondition when the one above it has been moved meanwhile.
  absl::Status pop();

  // The descriptor of the last; -1 when there is none.
  int top() const { return levels_.empty() ? -1 : levels_.back().fd.get(); }
  std::size_t depth() const { return levels_.size(); }
  // Whether pop() had to open the last anew: its position is lost then.
  bool reopened() const { return reopened_; }

 private:
  struct Level {
    base::UniqueFd fd;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
  };
  std::vector<Level> levels_;
  bool reopened_ = false;
};

}  // namespace maxos::agents
