// Where a reason, a purpose or a speaker's next moment begins.
#pragma once

#include <cstddef>

#include "language/negation.h"
#include "language/said_words.h"

namespace maxos::language {

// "because …", "so that …", "since we …", "before i push": what tells why, at term `at`, with or without a
// pause before it.
bool begins_reason(const Words& words, std::size_t at);

// "before i push", "before my shift": when the speaker goes on, not when the deed is due.
bool is_own_moment(const Words& words, Stretch part);

// Whether it makes a tale of the order, or takes it for done: "because we can is no argument", "it's gone
// already".
bool tells_otherwise(const Words& words, Stretch part);

// "… what I wanted", "… mean to do that last move", behind a negation: of what is taken back, and to the end.
bool says_not_meant(const Words& words, Stretch rest);

// Where the sentence itself begins behind "because", "so that", "now that".
std::size_t behind_conjunction(const Words& words, Stretch part);

}  // namespace maxos::language
