// A last look at what would change something: whether its sentence was an order all through.
#pragma once

#include <string_view>

#include "language/caution.h"
#include "language/rewording.h"
#include "language/understanding.h"

namespace maxos::language {

// Of an understanding that changes something, by the words that no slot took: why it orders nothing after
// all, or none. asked: "restart nginx?"; negated: "delete ~/a, nah", "quit restarting nginx"; other_action:
// "stop nginx, i mean start it"; part: "delete
// ~/photos, leaving the raws"; reported: "karl, restart nginx", "fwd: delete ~/a", "nginx stopped";
// elsewhere: "delete web02:~/a".
Caution second_look(const Rewording& said, const Understanding& change, std::string_view text);

// The change that was understood of the text, or, where that was no order, nothing with the caution and the
// change as its first candidate.
Understanding looked_at_again(std::string_view text, Understanding change);

}  // namespace maxos::language
