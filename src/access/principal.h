// Who calls, and in which role.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace maxos::access {

// Its members are operators.
inline constexpr std::string_view kCallersGroup = "maxos-users";

enum class Role { viewer, operator_role, admin };
std::string_view to_string(Role role);

// Immutable. Principals of the same uid are the same, whichever door they took.
struct Principal {
  // The key of everything that belongs to a caller: "uid:1000", or "unknown" where the kernel names nobody.
  std::string id = "unknown";
  std::uint32_t uid = 65534;
  // The account's name; the id when it has none.
  std::string name = "unknown";
  Role role = Role::viewer;

  bool is_known() const { return id != "unknown"; }
};

}  // namespace maxos::access
