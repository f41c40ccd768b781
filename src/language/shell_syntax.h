// What a shell would take for more than words.
#pragma once

#include <span>

#include "language/terms.h"
#include "language/utterance.h"

namespace maxos::language {

// Pipes, substitutions and the like; also "a; b", where the cutting into tokens took the separator for
// punctuation, and "`a b`".
bool has_shell_syntax(const Utterance& utterance, std::span<const Term> terms);

}  // namespace maxos::language
