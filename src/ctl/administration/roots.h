// maxosctl root: which folders the files host may work in.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "ctl/administration/machine.h"

namespace maxos::ctl {

// filesystem.roots as the configuration has it now.
absl::StatusOr<std::vector<std::string>> file_roots(const Machine& machine);

// Adds the folder: a file of the configuration with all roots, and a drop-in that opens it to the files host
// for writing. Then the host is restarted, if it runs, and the front end reads its configuration. The
// sentence is for the administrator.
//
// PermissionDenied without root; InvalidArgument for a folder that no agent may have (of the system, of
// users' homes, below another root); FailedPrecondition when a later file of the configuration overrules
// ours, or systemd refuses.
absl::StatusOr<std::string> add_root(const Machine& machine, const std::string& path);

// Takes back what add_root did; the folder itself and what lies in it stay. NotFound when it was not added.
absl::StatusOr<std::string> remove_root(const Machine& machine, const std::string& path);

}  // namespace maxos::ctl
