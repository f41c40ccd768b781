// Numbers that are said in several words.
#pragma once

#include "language/rewording.h"

namespace maxos::language {

// "forty eight hours", "twenty-five files", "two hundred lines", "port six three one": in digits.
void join_numbers(Rewording& said);

}  // namespace maxos::language
