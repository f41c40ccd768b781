// Sentences that tell, quote or note what would be an order.
#pragma once

#include <string_view>

#include "language/caution.h"
#include "language/rewording.h"
#include "language/understanding.h"

namespace maxos::language {

// reported for what is said to somebody else ("karl, restart nginx"), of somebody ("karl should restart it"),
// noted or quoted
// ("fwd: delete ~/a", "todo restart nginx"), done or under way ("nginx stopped", "deleting ~/a"), only
// thought ("needs a restart i guess"), or a figure of speech ("sort it out"); none for all else. `text`: the
// clean text of `said`.
Caution told_rather(const Rewording& said, const Understanding& change, std::string_view text);

}  // namespace maxos::language
