// Ways to say an order, put as most people would.
#pragma once

#include "language/rewording.h"

namespace maxos::language {

// What says nothing: hesitation, set phrases ("…, better safe than sorry"), conditions that are meant anyway.
// Gives as say_as_usual() does.
bool drop_manners(Rewording& said);

// Those too; numbers in two words, a command with a preposition, "TOOL: deed", the verb at the end, set
// phrases that say nothing. Gives whether what was left away is more than a manner of speaking: the change is
// to be confirmed.
bool say_as_usual(Rewording& said);

// "stop cups; nobody prints": a semicolon that parts sentences, where no shell could read on behind it.
bool parts_sentences(const Rewording& said);

}  // namespace maxos::language
