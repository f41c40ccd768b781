#include "daemon/capabilities.h"

namespace maxos::daemon {

agents::Registry capability_registry() {
  return agents::builtin_registry();
}

std::vector<std::unique_ptr<agents::Handler>> capability_handlers(
    const agents::HandlerEnvironment& environment) {
  return agents::make_handlers(environment);
}

}  // namespace maxos::daemon
