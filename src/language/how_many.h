// How many entries of an answer are wanted.
#pragma once

#include <cstddef>
#include <span>

#include "language/terms.h"

namespace maxos::language {

// Whether the number at `at` says how many, whatever else numbers are for: "max 25", "ten will do", "15
// entries", "first 50", "20 max".
bool says_how_many(std::span<const Term> terms, std::size_t at);

}  // namespace maxos::language
