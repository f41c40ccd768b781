// What the handlers that read have in common.
#pragma once

#include <absl/status/statusor.h>

#include <string_view>

#include "agents/agent.h"
#include "agents/filesystem/roots.h"
#include "agents/filesystem/tree_walk.h"

namespace maxos::agents {

// The directory, or the regular file, that a request means: links are followed. InvalidArgument when
// something else is there, and the errors of roots.resolve().
absl::StatusOr<Resolved> resolve_directory(const Roots& roots, std::string_view asked, const Values& values,
                                           const ExecutionContext& context);
absl::StatusOr<Resolved> resolve_file(const Roots& roots, std::string_view asked, const Values& values,
                                      const ExecutionContext& context);

// The same for the canonical path of a plan. It has no links: one that stands there now was put there after
// the plan, and is not followed.
absl::StatusOr<Resolved> planned_directory(const Roots& roots, std::string_view path,
                                           const ExecutionContext& context);

// A regular file, opened for reading, and what it was then.
struct OpenedFile {
  std::string path;
  base::UniqueFd fd;
  struct statx info {};
};
absl::StatusOr<OpenedFile> open_planned_file(const Roots& roots, std::string_view path,
                                             const ExecutionContext& context);

// For ExecutionContext::progress().
int percent_of(const WalkProgress& progress);

// Whether the walk could not see something it should have.
bool incomplete(const WalkResult& walked);

}  // namespace maxos::agents
