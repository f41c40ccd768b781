#include "agents/builtin.h"
#include "daemon/capabilities.h"

namespace maxos::daemon {

const char* const kHostProgram = "maxos-agentd-testing";

agents::Registry capability_registry() {
  return agents::testing_registry();
}

}  // namespace maxos::daemon
