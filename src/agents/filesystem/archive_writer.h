// Archives as they are written, one thing after the other (libarchive).
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <memory>
#include <string>
#include <string_view>

#include "agents/filesystem/archive_format.h"
#include "agents/filesystem/user_attributes.h"

namespace maxos::agents {

class ArchiveWriter {
 public:
  struct Item {
    // Relative, with slashes.
    std::string name;
    struct statx info {};
    // Of a symbolic link what it says; of a file, the item before that it is a further name of.
    std::string link;
    // Of a file or directory; not of a further name of one.
    UserAttributes attributes = {};
  };

  // Writes to `fd`, which stays the caller's. Unavailable: this libarchive cannot make it.
  static absl::StatusOr<std::unique_ptr<ArchiveWriter>> create(int fd, ArchiveFormat format);
  virtual ~ArchiveWriter() = default;

  // Whether the format has a place for attributes; otherwise an item has none.
  virtual bool keeps_attributes() const = 0;
  // The next item; of a file without a link, info.stx_size bytes of data follow.
  virtual absl::Status begin(const Item& item) = 0;
  virtual absl::Status write(std::string_view data) = 0;
  // The end of the archive. Without it the file is worth nothing.
  virtual absl::Status finish() = 0;
};

}  // namespace maxos::agents
