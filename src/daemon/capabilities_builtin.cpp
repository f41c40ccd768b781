#include "daemon/capabilities.h"

namespace maxos::daemon {

const char* const kHostProgram = "maxos-agentd";

agents::Registry capability_registry() {
  return agents::builtin_registry();
}

}  // namespace maxos::daemon
