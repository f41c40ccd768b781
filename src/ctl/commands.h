// What each command does, from the options to the exit code.
#pragma once

#include "ctl/exit_code.h"
#include "ctl/interrupt.h"
#include "ctl/options.h"
#include "ctl/report.h"

namespace maxos::ctl {

// Runs the command and says its exit code. Blocks until it is done; an interrupt ends it soon.
ExitCode run(const Options& options, const Interrupt& interrupt, Terminal& terminal);

}  // namespace maxos::ctl
