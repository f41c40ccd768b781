// A name in a directory: where something is, or is to be.
#pragma once

#include <absl/status/statusor.h>
#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "agents/agent.h"
#include "agents/filesystem/roots.h"
#include "base/fd.h"
#include "store/transactions.h"

namespace maxos::agents {

struct Place {
  // O_PATH.
  base::UniqueFd parent;
  std::string name;
  // Absolute, without links.
  std::string path;

  std::string directory() const;
};

// `path`: canonical, as a plan or a step has it. FailedPrecondition when a link stands in it by now; errors
// as Roots::resolve() for the directory. Whether the name exists is not asked.
absl::StatusOr<Place> place_of(const Roots& roots, const std::string& path, const ExecutionContext& context);

// What a person asked for, which need not exist: links in its directory are followed, one at its end is not.
absl::StatusOr<Place> new_place(const Roots& roots, const std::string& path, const ExecutionContext& context);

store::Identity identity_of(const struct statx& info);
std::int64_t nanoseconds(const statx_timestamp& time);

// Sets the time of modification of a directory (O_PATH will do), in nanoseconds since the epoch. One of
// somebody else keeps its own.
void set_modified(int directory, std::int64_t time);

// What stands there. nullopt: nothing.
absl::StatusOr<std::optional<struct statx>> look_at(const Place& place);

// renameat2 with RENAME_NOREPLACE; 0 or the errno.
int rename_new(const Place& from, const Place& to);

// A status for a change that failed: says of a full disk, a quota, a read-only file system what it is.
absl::Status change_failed(int error, const std::string& what);

}  // namespace maxos::agents
