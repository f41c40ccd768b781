// Sentences with the words of an order that give none to this machine.
#pragma once

#include "language/caution.h"
#include "language/rewording.h"
#include "language/said_words.h"

namespace maxos::language {

// A word of an order that does more than read.
bool is_change_word(std::string_view word);

// Whether the word without that ending ("ed", "d", "ing") is one: "stopped", "deleting".
bool inflects_change(std::string_view word, std::string_view suffix);

// "teach karl the phrase \"tea time\""
bool teaches_somebody(const Rewording& said);

// "list the deleted folder ~/a": what was done is said of what is looked at.
bool only_looks_at_done(const Words& words, std::size_t start);

// reported for what somebody else is to do or is spoken of ("have karl delete ~/a", "karl: delete ~/a",
// "let's talk about deleting it"), asked for "have the logs been deleted?", part for a choice behind the
// order that no slot takes
// ("delete ~/photos, just the blurry ones"), and none for all else. What only reads is left alone.
Caution orders_nothing(const Rewording& said);

}  // namespace maxos::language
