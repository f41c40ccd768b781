// Principals for tests that need one and do not care how it came about.
#pragma once

#include <string>

#include "access/principal.h"

namespace maxos::access {

inline Principal principal_of(std::uint32_t uid, Role role = Role::operator_role) {
  const std::string id = "uid:" + std::to_string(uid);
  return {id, uid, id, role};
}

}  // namespace maxos::access
