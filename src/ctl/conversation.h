// ask and stream: a sentence, its answer, and the confirmation between them where one is due.
#pragma once

#include "ctl/client.h"
#include "ctl/report.h"

namespace maxos::ctl {

// Asks what `options` says (its command is ask or stream), shows the answer, and returns its exit code. What
// asks for confirmation is shown and confirmed by --yes or by a person on `terminal.answers`; it is two calls
// then.
ExitCode converse(const Options& options, const Interrupt& interrupt, Client& client, Terminal& terminal);

}  // namespace maxos::ctl
