// Which file of a directory goes into which folder of it.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "store/transactions.h"

namespace maxos::agents {

struct OrganizedFile {
  std::string name;
  store::Identity identity;
  std::uint64_t bytes = 0;
};

struct Organized {
  struct Folder {
    bool exists = false;
    std::vector<OrganizedFile> files;
  };
  // By name, in its order.
  std::map<std::string, Folder> folders;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  // Files that stay: their folder has one of that name already, or is no directory of this file system.
  std::uint64_t staying = 0;

  // Of all that is to happen: changes when a file comes, goes or is replaced.
  std::string seal() const;
};

// Regular files right in the directory `fd` (open for reading) but hidden ones, by type ("Images", "Videos",
// "Audio", "Documents", "Archives", "Code", "Other") or by the month of their last change in UTC ("2026-11").
// Changes nothing. FailedPrecondition above `most` entries.
absl::StatusOr<Organized> organize(int fd, bool by_month, std::size_t most, const ExecutionContext& context);

}  // namespace maxos::agents
