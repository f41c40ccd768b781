// What is said beside an order: why it is given, what happens around it, thanks.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "language/features.h"
#include "language/said_words.h"
#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// A part of an utterance: terms from `first` up to but without `last`.
struct Stretch {
  std::size_t first;
  std::size_t last;
};

// Whether the order is one after which something is gone, or at rest.
bool takes_away(const Words& words, Stretch order);
// Whether it takes a change back.
bool takes_back(const Words& words, Stretch order);
// Whether the part says something beside the order and surely nothing of it: thanks, that it fails, that
// nobody needs it.
bool is_aside(const Words& words, Stretch in, Stretch order);
// Whether the order is about what was named before it: "it", "there".
bool speaks_of_aside(const Words& words, Stretch order);

// The order alone, of "pls restart haproxy, it hangs since 10 min" and "im going to bed, turn the computer
// off"; nothing when nothing stands beside it, or what does may change it: a condition, a time, a wish, a
// name. A negation is a reason only where it says that something does not work, or that nobody needs it.
std::optional<std::string> order_without_asides(const Utterance& utterance, std::span<const Term> terms,
                                                std::span<const Seen> seen);

}  // namespace maxos::language
