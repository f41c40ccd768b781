// What this daemon can do: one of two files is linked, the product's or the one for tests.
#pragma once

#include <memory>
#include <vector>

#include "agents/handlers.h"
#include "agents/registry.h"

namespace maxos::daemon {

agents::Registry capability_registry();
// A handler for each capability of capability_registry().
std::vector<std::unique_ptr<agents::Handler>> capability_handlers(
    const agents::HandlerEnvironment& environment);

}  // namespace maxos::daemon
