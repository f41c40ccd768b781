#include "access/principal.h"

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

}  // namespace maxos::access
