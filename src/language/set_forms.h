// Requests that are said in a set form: the whole utterance, and nothing beside it but politeness.
#pragma once

#include <optional>

#include "language/understanding.h"
#include "language/utterance.h"

namespace maxos::language {

// "undo transaction 42", "unlearn sitrep", "tar.gz of /srv/data please", "any zombies?"; and of what only
// reads, one word with a slip: "uptme".
std::optional<Understanding> read_set_form(const Utterance& utterance);

// A half-shell form, or else a set form.
std::optional<Understanding> read_form(const Utterance& utterance);

}  // namespace maxos::language
