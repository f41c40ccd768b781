// What is said with an order and is no part of it.
#pragma once

#include "language/rewording.h"

namespace maxos::language {

// Leaves away what only attends an order: "better safe than sorry", "… ok", "no clue how that works", "lol",
// "…, the service i mean", "try and …".
void drop_set_phrases(Rewording& said);

}  // namespace maxos::language
