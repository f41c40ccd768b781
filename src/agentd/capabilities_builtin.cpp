#include "agentd/capabilities.h"

namespace maxos::agentd {

agents::Registry capability_registry() {
  return agents::builtin_registry();
}

agents::Handlers capability_handlers(const agents::HandlerEnvironment& environment) {
  return agents::make_handlers(environment);
}

}  // namespace maxos::agentd
