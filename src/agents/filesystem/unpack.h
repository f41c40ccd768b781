// What an archive holds, made into files that cannot be anywhere else and cannot be too much.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/filesystem/archive_reader.h"
#include "base/fd.h"
#include "config/config.h"

namespace maxos::agents {

struct Unpacked {
  std::uint64_t files = 0;
  std::uint64_t directories = 0;
  std::uint64_t links = 0;
  std::uint64_t bytes = 0;
  // Attributes of the namespace "user." that the file system does not take.
  std::uint64_t lost_attributes = 0;
};

// Unpacks into a directory of our own in which nothing is yet. An archive with one item that is refused is
// refused as a whole: names that are absolute, none or the service's own, "..", links that lead out, devices,
// FIFOs and sockets, the same name twice, and more than the limits of `config`. What was unpacked until then
// stays there.
class Unpacker {
 public:
  // `into`: open for reading. `archive_bytes`: of the archive itself.
  Unpacker(int into, std::uint64_t archive_bytes, const config::Filesystem& config,
           const ExecutionContext& context)
      : into_(into), archive_bytes_(archive_bytes), config_(config), context_(context) {}

  // Makes the next item; its data comes from `reader`. InvalidArgument, ResourceExhausted and errors of
  // writing.
  absl::Status add(const ArchiveReader::Item& item, ArchiveReader& reader);
  // Gives directories their times, deepest first.
  absl::Status finish();

  const Unpacked& so_far() const { return done_; }

 private:
  struct DirectoryTime {
    std::string path;
    std::int64_t modified = 0;
  };

  absl::StatusOr<int> parent_of(const std::vector<std::string>& components);
  absl::Status add_directory(const std::vector<std::string>& components, const ArchiveReader::Item& item);
  absl::Status add_file(int parent, const std::string& name, const ArchiveReader::Item& item,
                        ArchiveReader& reader);
  absl::Status add_symlink(int parent, const std::vector<std::string>& components,
                           const ArchiveReader::Item& item);
  absl::Status add_hard_link(int parent, const std::string& name, const ArchiveReader::Item& item);
  absl::Status check_amount() const;

  const int into_;
  const std::uint64_t archive_bytes_;
  const config::Filesystem& config_;
  const ExecutionContext& context_;
  Unpacked done_;
  std::uint64_t items_ = 0;
  // The directory that the last item went into; its neighbours come next.
  std::string parent_path_;
  base::UniqueFd parent_;
  std::vector<DirectoryTime> times_;
};

}  // namespace maxos::agents
