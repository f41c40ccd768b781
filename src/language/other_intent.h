// Words that settle which of two intents is meant, whatever the classifier makes of the rest.
#pragma once

#include <span>
#include <string_view>

#include "language/terms.h"

namespace maxos::language {

// The intent that is rather meant than `intent`; empty when that one is.
std::string_view intent_rather_than(std::string_view intent, std::span<const Term> terms);

}  // namespace maxos::language
