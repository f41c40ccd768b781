// Whole trees: copied, and compared with their copies.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/filesystem/place.h"
#include "agents/filesystem/tree_count.h"

namespace maxos::agents {

struct CopyResult {
  // Extended attributes that could not be kept.
  std::uint64_t lost_attributes = 0;
};

// Copies what stands at `source` to the new name `target_name` in the stage `stage` (a directory of our own,
// open for reading): modes, owners, times, extended attributes and holes as copy_file(); links as links;
// files that are linked together inside of the tree are so in the copy. `total`: for the progress, which goes
// from 0 to `most` percent. `forbidden` (known by inode), FIFOs, sockets and devices fail it:
// InvalidArgument. Trash and stages of this service are left out. What is begun stays in the stage when it
// fails.
absl::StatusOr<CopyResult> copy_tree(const Place& source, int stage, const std::string& target_name,
                                     const TreeCount& total, int most,
                                     const std::vector<struct statx>& forbidden,
                                     const ExecutionContext& context);

// Whether the copy at `copy_name` in `copy_directory` is the same as what stands at `source`: names, types,
// modes, sizes, times of modification, links and every byte. FailedPrecondition names the first difference.
absl::Status compare_trees(const Place& source, int copy_directory, const std::string& copy_name,
                           const ExecutionContext& context);

}  // namespace maxos::agents
