// maxosctl user: which accounts have an agent host of their own, which works on their files as they
// themselves.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ctl/administration/machine.h"

namespace maxos::ctl {

struct EnabledUser {
  std::string name;
  // Empty when there is no such account any more.
  std::optional<std::uint32_t> uid;
  // As it was when the user was enabled, which is what the host can reach.
  std::string home;
  // What is not as it should be, for people; empty when all is well.
  std::string problem;
};

// Writes the drop-in that opens the account's home to its host, enables and starts the host's socket, and
// restarts a host that runs. The sentence is for the administrator. Doing it again brings all up to date.
//
// PermissionDenied without root; InvalidArgument for an account that nobody acts as (root, system accounts,
// no login shell, a home that is missing, somebody else's or not a plain path); FailedPrecondition when
// systemd refuses, and then nothing is left of it.
absl::StatusOr<std::string> enable_user(const Machine& machine, const std::string& name);

// Stops the host and its socket and takes the drop-in away; the account may be gone. NotFound when it is not
// enabled.
absl::StatusOr<std::string> disable_user(const Machine& machine, const std::string& name);

// By name.
absl::StatusOr<std::vector<EnabledUser>> enabled_users(const Machine& machine);

}  // namespace maxos::ctl
