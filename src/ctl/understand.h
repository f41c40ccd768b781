// understand: what sentences would be taken for.
#pragma once

#include "ctl/client.h"
#include "ctl/report.h"

namespace maxos::ctl {

// The one sentence of `options`, or with --jsonl one for each line of `terminal.input`. A bad line is told in
// its place and the rest goes on; the exit code is `failed` at the end then. A daemon that does not answer
// ends it.
ExitCode understand(const Options& options, const Interrupt& interrupt, Client& client, Terminal& terminal);

}  // namespace maxos::ctl
