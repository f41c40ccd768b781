// Reads a directory of any size in bounded memory.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/agent.h"

namespace maxos::agents {

enum class SortOrder { name, size, time, type };

struct ListOptions {
  std::string pattern;  // empty: all
  bool hidden = false;
  SortOrder sort = SortOrder::name;
  std::size_t limit = 200;  // entries kept
};

struct DirectoryEntry {
  std::string name;
  // False: the directory may be read but not searched, so the type alone is known (in info.stx_mode).
  bool known = true;
  struct statx info {};
};

struct Listing {
  // The first `limit` in the order asked for: names by byte, sizes and times largest and newest first (what
  // is no file counts as size 0), types with directories first.
  std::vector<DirectoryEntry> entries;
  // Of all that match, whether kept or not.
  std::uint64_t total = 0;
  std::uint64_t files = 0;
  std::uint64_t directories = 0;
  std::uint64_t file_bytes = 0;
  // Left out: hidden ones when options.hidden is false, and those that the pattern does not match.
  std::uint64_t hidden_left_out = 0;
  std::uint64_t unmatched = 0;
};

// `fd`: open for reading. Opens nothing in it and follows no link. Asks context.check() for each entry.
absl::StatusOr<Listing> read_directory(int fd, const ListOptions& options, const ExecutionContext& context);

}  // namespace maxos::agents
