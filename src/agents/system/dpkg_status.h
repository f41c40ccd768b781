// dpkg's own database of what is installed (deb-control(5), dpkg(1)), read and never written.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"

namespace maxos::agents {

struct Package {
  std::string name;
  std::string version;
  std::string architecture;
  std::string summary;  // the first line of its description
  // "installed", "config-files", "half-configured", …: the last word of Status.
  std::string state;
  bool held = false;
  std::optional<std::uint64_t> installed_kib;

  bool installed() const { return state == "installed"; }
};

struct DpkgAnswer {
  // Those of the name asked for, one for each architecture, or that of the one architecture.
  std::vector<Package> found;
  // Names of installed packages that contain what was asked for, a few.
  std::vector<std::string> like;
  std::uint64_t installed_count = 0;
};

// One pass over the file. Unavailable when there is none: no Debian. `name` may be empty.
absl::StatusOr<DpkgAnswer> read_dpkg(const std::string& path, std::string_view name,
                                     const ExecutionContext& context);

// deb-control(5): at least two lower-case letters, digits and "+-.", beginning with a letter or digit; with
// or without an architecture behind it ("libc6:amd64").
bool is_package_name(std::string_view name);

}  // namespace maxos::agents
