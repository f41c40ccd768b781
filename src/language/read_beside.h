// Of what was not understood as a whole, the one part that asks to be told something.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "language/features.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// "read me ~/menu.txt, got a customer at the counter", "the fan is going crazy, who's logged in": each side
// of each pause or conjunction whose other side is mere talk: no order, no value, no condition. The longest
// first, at most four. For reading alone: what changes something is never cut out of its sentence.
std::vector<std::string> parts_beside_talk(const Utterance& utterance, std::span<const Term> terms,
                                           std::span<const Seen> seen);

}  // namespace maxos::language
