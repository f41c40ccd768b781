// The commands of the administrator: what they print, and their exit codes. No daemon is asked.
#pragma once

#include "ctl/administration/machine.h"
#include "ctl/exit_code.h"
#include "ctl/options.h"
#include "ctl/report.h"

namespace maxos::ctl {

// Whether run() leaves the command to administer().
bool is_administration(Command command);

// maxosctl user and maxosctl root, on `machine`.
ExitCode administer(const Options& options, const Machine& machine, Terminal& terminal);

}  // namespace maxos::ctl
