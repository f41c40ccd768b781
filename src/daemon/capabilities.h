// What can be asked of this daemon: one of two files is linked, the product's or the one for tests.
#pragma once

#include "agents/registry.h"

namespace maxos::daemon {

agents::Registry capability_registry();

// The agent host that goes with it, when it is started by hand: a program beside this one.
extern const char* const kHostProgram;

}  // namespace maxos::daemon
