// When two sentences are the same.
#pragma once

#include <string>
#include <string_view>

namespace maxos::language {

// In lower case (ASCII), punctuation at the edges of words and in them as one space, no space at the ends: no
// training phrase stands twice under it, and a phrase that was taught is known by it. Empty when there is
// nothing but punctuation.
std::string normal_form(std::string_view text);

}  // namespace maxos::language
