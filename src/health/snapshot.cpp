#include "health/snapshot.h"

namespace maxos::health {

std::string_view to_string(Level level) {
  switch (level) {
    case Level::ok:
      return "ok";
    case Level::warning:
      return "warning";
    case Level::critical:
      return "critical";
  }
  return "ok";
}

}  // namespace maxos::health
