// The machine as its administrator's commands see it: everything that they look at or change comes in here.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace maxos::ctl {

// A line of passwd(5).
struct LocalAccount {
  std::string name;
  std::uint32_t uid = 0;
  std::string home;
  std::string shell;
  // Whether it is in the group maxos-users.
  bool is_member = false;
};

struct Directory {
  // Without links, "." and "..".
  std::string real_path;
  std::uint32_t owner = 0;
};

struct Machine {
  // In front of /etc; empty but for tests.
  std::string root;
  // The user that maxosctl runs as.
  std::uint32_t uid = 0;
  std::function<std::optional<LocalAccount>(const std::string& name)> account;
  // NotFound, or InvalidArgument when it is something else.
  std::function<absl::StatusOr<Directory>(const std::string& path)> directory;
  // Runs systemctl(1) with these arguments; an error has what it said. Blocks until it has ended.
  std::function<absl::Status(const std::vector<std::string>& arguments)> systemctl;

  std::string etc(const std::string& path) const { return root + "/etc/" + path; }
};

// The real one.
Machine this_machine();

// OK for root; PermissionDenied names the command to run instead.
absl::Status needs_root(const Machine& machine, const std::string& command);

}  // namespace maxos::ctl
