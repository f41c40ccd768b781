// What the front end answers itself.
#pragma once

#include "agents/handlers.h"

namespace maxos::daemon {

// A handler for each capability of HostClass::front that is not only announced.
agents::Handlers front_handlers(const agents::HandlerEnvironment& environment);

}  // namespace maxos::daemon
