// A new configuration for the running daemon.
#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace maxos::daemon {

// The keys that differ but are read at the start alone ("server.listen"): they wait for a restart.
std::vector<std::string> keys_that_need_restart(const config::Config& running, const config::Config& loaded);

}  // namespace maxos::daemon
