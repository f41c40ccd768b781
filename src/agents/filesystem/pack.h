// A tree as an archive.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>

#include "agents/agent.h"
#include "agents/filesystem/archive_writer.h"
#include "agents/filesystem/place.h"

namespace maxos::agents {

struct Packed {
  std::uint64_t files = 0;
  std::uint64_t directories = 0;
  std::uint64_t links = 0;
  // Of these, what an Unpacker refuses.
  std::uint64_t leading_out = 0;
  // Of the files.
  std::uint64_t bytes = 0;
  // FIFOs, sockets and devices, which have no place in an archive of files.
  std::uint64_t left_out = 0;
  // Attributes of the namespace "user." that are not in it: a zip file has none.
  std::uint64_t lost_attributes = 0;
};

// Puts what stands at `source` into the archive, under its own name: links as links, files that have several
// names in the tree once (in tar). Trash and stages of this service are left out. `progress` hears the bytes
// so far. FailedPrecondition when a file changes while it is read; NotFound, PermissionDenied and errors of
// reading name it.
absl::StatusOr<Packed> pack_tree(const Place& source, ArchiveWriter& writer, bool keep_hard_links,
                                 const std::function<void(const Packed&)>& progress,
                                 const ExecutionContext& context);

}  // namespace maxos::agents
