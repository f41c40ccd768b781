// The code behind the declarations.
#pragma once

#include <memory>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"

namespace maxos::agents {

// A handler for each capability of builtin_registry() that is not only announced, in its order.
std::vector<std::unique_ptr<Handler>> make_handlers(const HandlerEnvironment& environment);

// The handlers of testing/ alone, for a daemon that is built to be tested (library maxos_test_capabilities).
std::vector<std::unique_ptr<Handler>> make_testing_handlers(const HandlerEnvironment& environment);

}  // namespace maxos::agents
