// What is said beside an order: why it is given, what happens around it, thanks.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "language/features.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// The order alone, of "pls restart haproxy, it hangs since 10 min" and "im going to bed, turn the computer
// off"; nothing when nothing stands beside it, or what does may change it: a condition, a time, a wish, a
// name. A negation is a reason only where it says that something does not work, or that nobody needs it.
std::optional<std::string> order_without_asides(const Utterance& utterance, std::span<const Term> terms,
                                                std::span<const Seen> seen);

}  // namespace maxos::language
