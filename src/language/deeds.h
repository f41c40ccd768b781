// Whether what the classifier takes for a change is one: it must name the deed, and something that the deed
// can be done to. "reload the gun" and "move on" name deeds of the catalogue, but nothing of a machine.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "language/features.h"
#include "language/speller.h"
#include "language/terms.h"

namespace maxos::language {

// `intent`: one that may change something; true for those that nothing is known of. `claimed[i]`: term i
// fills one of the `slots`.
bool names_deed(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
                std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed,
                const Speller& speller);

// Whether an order that names its deed says nothing beside it: "please restart nginx", "nginx needs a
// restart".
bool says_no_more(std::string_view intent, std::span<const Term> terms, std::span<const Seen> seen,
                  std::span<const bool> claimed);

// Whether the word belongs to the deed of `intent`: a form of its verbs or of what it is done to.
bool is_word_of_deed(std::string_view intent, std::string_view word);

// Whether the word is one that the deed of `intent` is called by: "delete", "deleting", "remove".
bool is_deed(std::string_view intent, std::string_view word);

}  // namespace maxos::language
