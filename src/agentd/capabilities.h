// What a host can do: one of two files is linked, the product's or the one for tests.
#pragma once

#include "agents/handlers.h"
#include "agents/registry.h"

namespace maxos::agentd {

agents::Registry capability_registry();
// A handler for each capability that is not only announced, of all hosts.
agents::Handlers capability_handlers(const agents::HandlerEnvironment& environment);

}  // namespace maxos::agentd
