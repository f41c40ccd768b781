// Orders that are only what a sentence speaks of.
#pragma once

#include <string_view>

#include "language/caution.h"
#include "language/rewording.h"
#include "language/understanding.h"

namespace maxos::language {

// reported for what somebody says or does ("organize ~/a by type karl says", "i want that karl deletes ~/a",
// "copy ~/a as karl did"), or what is said of a deed ("create a go project was the homework"); elsewhere for
// "copy ~/a from web01"; other_action for what sorts lines; none for all else.
Caution spoken_of(const Rewording& said, const Understanding& change, std::string_view text);

}  // namespace maxos::language
