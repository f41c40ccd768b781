// The code behind the declarations.
#pragma once

#include <memory>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"

namespace maxos::agents {

using Handlers = std::vector<std::unique_ptr<Handler>>;

// A handler for each capability of the agent that is not only announced, in the catalogue's order; each in
// the library of its agent.
Handlers make_filesystem_handlers(const HandlerEnvironment& environment);
Handlers make_system_handlers(const HandlerEnvironment& environment);
Handlers make_network_handlers(const HandlerEnvironment& environment);
Handlers make_evolver_handlers(const HandlerEnvironment& environment);
// Of the system agent, what is answered from the health snapshot (library maxos_agents_snapshot).
Handlers make_snapshot_handlers(const HandlerEnvironment& environment);

// Those of all agents (library maxos_agents).
Handlers make_handlers(const HandlerEnvironment& environment);

// The handlers of testing/ alone, for a daemon that is built to be tested (library maxos_test_capabilities).
Handlers make_testing_handlers(const HandlerEnvironment& environment);

}  // namespace maxos::agents
