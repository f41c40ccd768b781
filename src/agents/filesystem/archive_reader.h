// Archives as they are read, one thing after the other (libarchive). What comes out of them is a stranger's.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <string>

#include "agents/filesystem/user_attributes.h"

namespace maxos::agents {

class ArchiveReader {
 public:
  struct Item {
    // As it stands in the archive.
    std::string name;
    // Type and permissions, as in stat(2).
    std::uint32_t mode = 0;
    std::int64_t modified = 0;
    bool hard_link = false;
    // Of a symbolic or hard link.
    std::string link;
    // At most kMaxUserAttributes; what an archive says beyond them is left out.
    UserAttributes attributes;
  };

  // Reads `fd` (regular file, stays the caller's). tar, plain or compressed by gzip, zstd, xz or bzip2, and
  // zip; no other program is ever started. InvalidArgument: none of these.
  static absl::StatusOr<std::unique_ptr<ArchiveReader>> open(int fd);
  virtual ~ArchiveReader() = default;

  // False at the end. InvalidArgument: damaged.
  virtual absl::StatusOr<bool> next(Item& item) = 0;
  // Of the archive's own bytes, as a measure of how far it is.
  virtual std::uint64_t bytes_read() const = 0;
  // Data of the item; 0 at its end.
  virtual absl::StatusOr<std::size_t> read(char* into, std::size_t bytes) = 0;
};

}  // namespace maxos::agents
