// What words ask for rather than what the classifier takes them for.
#pragma once

#include <span>
#include <string_view>

#include "language/terms.h"

namespace maxos::language {

// "List the files bigger than 5 MB", "list only the directories" ask for a search: a listing would show the
// others too. "How big is docs" asks nothing that documents say. Empty when it is `intent`. Static storage.
std::string_view rather_than(std::string_view intent, std::span<const Term> terms);

}  // namespace maxos::language
