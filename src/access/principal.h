// Who calls, and in which role.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maxos::access {

enum class Role { viewer, operator_role, admin };
std::string_view to_string(Role role);

// Immutable. Principals of the same uid are the same, whichever door they took.
struct Principal {
  // The key of everything that belongs to a caller: "uid:1000", or "unknown" where the kernel names nobody.
  std::string id;
  std::uint32_t uid = 65534;
  // The account's name; the id when it has none.
  std::string name;
  Role role = Role::viewer;
};

// Uid 0 is admin; and so is the user that runs the daemon by hand (`daemon_uid`, empty under systemd).
// Everybody else, an unknown caller too, is operator in this version. Looks the account's name up
// (getpwuid_r), which may block: once for each principal.
Principal make_principal(std::optional<std::uint32_t> uid, std::optional<std::uint32_t> daemon_uid);

}  // namespace maxos::access
