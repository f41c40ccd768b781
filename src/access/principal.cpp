#include "access/principal.h"

#include <pwd.h>

#include <array>

namespace maxos::access {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::operator_role:
      return "operator";
    case Role::admin:
      return "admin";
  }
  return "viewer";
}

Principal make_principal(std::optional<std::uint32_t> uid, std::optional<std::uint32_t> daemon_uid) {
  Principal principal;
  principal.role = Role::operator_role;
  if (!uid) {
    principal.id = principal.name = "unknown";
    return principal;
  }
  principal.uid = *uid;
  principal.id = "uid:" + std::to_string(*uid);
  principal.name = principal.id;
  if (*uid == 0 || uid == daemon_uid) principal.role = Role::admin;
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(*uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    principal.name = found->pw_name;
  }
  return principal;
}

}  // namespace maxos::access
