// Words that settle which of two intents is meant, whatever the classifier makes of the rest.
#pragma once

#include <span>
#include <string_view>

#include "language/terms.h"

namespace maxos::language {

// The intent that is rather meant than `intent`; empty when that one is.
std::string_view intent_rather_than(std::string_view intent, std::span<const Term> terms);

// The unit of "why did nginx fail", "what made backup.service crash", of which system.service tells; empty
// when something else, or more, is asked. Points into the utterance.
std::string_view unit_that_failed(std::span<const Term> terms);

}  // namespace maxos::language
