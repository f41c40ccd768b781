// One file, copied with all that belongs to it.
#pragma once

#include <absl/status/status.h>
#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>

#include "agents/agent.h"

namespace maxos::agents {

// What holds for a whole tree.
struct CopyState {
  // Called with the bytes that were written since the last call.
  std::function<void(std::uint64_t)> wrote;
  // Clones (FICLONE) are tried until the first refusal.
  bool clone = true;
  bool kernel_copy = true;
  // Attributes that the target's file system or our rights do not allow.
  std::uint64_t lost_attributes = 0;
  // Written and not yet on its way to the disk.
  std::uint64_t unsynced = 0;
};

// Copies the regular file `name` in `source` to the new `target_name` in `target`: content with its holes,
// owner where we may, mode, ACLs and other extended attributes, times. `info`: of the source, as it was
// looked at; `path`: its name in messages. What is begun stays at the target when it fails.
absl::Status copy_file(int source, const std::string& name, const struct statx& info, int target,
                       const std::string& target_name, const std::string& path, CopyState& state,
                       const ExecutionContext& context);

// Owner, extended attributes, mode and times of `info` and `from` (open for reading) for `to`.
absl::Status copy_attributes(int from, const struct statx& info, int to, const std::string& path,
                             CopyState& state);

// A symbolic link as such, with owner and times.
absl::Status copy_link(int source, const std::string& name, const struct statx& info, int target,
                       const std::string& target_name, const std::string& path);

}  // namespace maxos::agents
