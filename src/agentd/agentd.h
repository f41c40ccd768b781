// The composition root of maxos-agentd.
#pragma once

#include "agentd/command_line.h"
#include "config/loader.h"

namespace maxos::agentd {

// Serves one front end at a time until SIGTERM, or until nobody needs it; SIGHUP reloads. Returns the exit
// status of the process. The signals must be blocked.
int serve(const CommandLine& line, config::Loaded loaded);

}  // namespace maxos::agentd
