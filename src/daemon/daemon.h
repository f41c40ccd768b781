// The composition root of maxos-grpcd.
#pragma once

#include "config/loader.h"
#include "daemon/command_line.h"

namespace maxos::daemon {

// Serves until SIGTERM or SIGINT; SIGHUP reloads. Returns the exit status of the process. The signals must be
// blocked.
int serve(const CommandLine& line, config::Loaded loaded);

}  // namespace maxos::daemon
