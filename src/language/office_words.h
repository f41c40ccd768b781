// Plain words for those that offices use.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "language/rewording.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// "teach yourself the phrase ..." without "yourself"; the rest as it is written. Nothing where it is not
// said.
std::optional<std::string> without_yourself(const Utterance& utterance, std::span<const Term> terms);

// "share the log entries" as "show", "month-wise" as "by month", "what round-trip time do we get to" as "what
// latency do we have to", "a software project" as "a project".
void say_plainly(Rewording& said);

}  // namespace maxos::language
