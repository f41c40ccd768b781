// Whether an order forbids instead.
#pragma once

#include <cstddef>

#include "language/said_words.h"

namespace maxos::language {

// Where the sentence begins behind "please", "hey computer".
std::size_t beginning(const Words& words);

// "do not delete the logs", "stop deleting my files"; `start`: where the order begins. What only gives a
// reason
// ("I don't need it any more") forbids nothing.
bool is_negated(const Words& words, std::size_t start);

}  // namespace maxos::language
