// Words that are an order's in one place and not in another.
#pragma once

#include <string_view>

#include "language/caution.h"
#include "language/rewording.h"
#include "language/understanding.h"

namespace maxos::language {

// Of an understanding that changes something: why its words are no such order, or none. other_action: "undo
// the vpn disconnect", "show the commit with message 'fix'", "back up postgres"; reported: "archive ~/a is
// broken", "vpn: down since noon", "i always forget the phrase 'x'"; later: "reboot at ten past nine";
// negated: "leave the vpn up", "nein delete ~/a"; part: "empty the trash newer than 3 days".
Caution strict_look(const Rewording& said, const Understanding& change, std::string_view text);

}  // namespace maxos::language
