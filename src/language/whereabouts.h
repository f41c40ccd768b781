// Whose a machine is said to be, and where it is said to stand.
#pragma once

#include <string_view>

#include "language/said_words.h"

namespace maxos::language {

// "mum", "neighbours", "colleague's".
bool is_relative_or_colleague(std::string_view word);

// "at my mum's", "the computer of my colleague", "the neighbours' pc": that of somebody.
bool is_of_somebody(const Words& words);

// As is_of_somebody(), or "the server in the basement", "the pc upstairs"; where the intent is about the
// machine and not about files, any place will do: "restart cups at the office".
bool stands_elsewhere(std::string_view intent, const Words& words);

}  // namespace maxos::language
