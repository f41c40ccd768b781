// What a crash or a power cut left in the middle.
#pragma once

#include <string>
#include <vector>

#include "agents/handler_environment.h"

namespace maxos::agents {

// Finishes or takes back every transaction that is not ended, and returns a sentence about each for the
// journal. Called once, before handlers run: nothing else changes files meanwhile.
std::vector<std::string> recover_transactions(const HandlerEnvironment& environment);

}  // namespace maxos::agents
