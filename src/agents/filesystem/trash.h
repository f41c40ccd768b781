// The trash of a mount, laid out as the FreeDesktop Trash specification 1.0 has it: `.Trash-UID/files` and
// `.Trash-UID/info` at the top of the root, or at the top of what is mounted in it; where that belongs to
// somebody else, in the first directory below it that we may write.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>

#include "agents/filesystem/place.h"
#include "agents/filesystem/roots.h"

namespace maxos::agents {

// The place in the trash for what stands at `place`: a new path "TOP/.Trash-UID/files/NAME.DIGITS". Makes
// nothing.
absl::StatusOr<std::string> trash_path(const Roots& roots, const Place& place,
                                       const ExecutionContext& context);

// Whether `path` is one that trash_path() gave.
bool in_trash(const std::string& path);
// The directory that holds the `.Trash-UID` of such a path.
std::string trash_top(const std::string& path);

// Makes the directories of the trash when they are missing, and the .trashinfo that belongs to `path`.
// `original`: where it came from. PermissionDenied when something else stands in their place, or they are not
// ours alone.
absl::Status prepare_trash(const Roots& roots, const std::string& path, const std::string& original,
                           std::int64_t now, const ExecutionContext& context);

// Removes the .trashinfo of `path`; nothing to do when it is not there.
absl::Status forget_trash_info(const Roots& roots, const std::string& path, const ExecutionContext& context);

}  // namespace maxos::agents
