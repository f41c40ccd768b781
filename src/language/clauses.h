// Two requests in one utterance.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "agents/capability.h"
#include "language/terms.h"

namespace maxos::language {

// A verb that orders are given with: "restart".
bool is_order_word(std::string_view word);

// A word that asks for nothing by itself: "when", "the".
bool says_nothing(const Term& term);

// Where "check the disk and restart nginx" falls apart: the terms [0, first) and [second, end), the second of
// which begins like an order of its own. The last such place; nothing when there is none.
std::optional<std::pair<std::size_t, std::size_t>> second_clause(std::span<const Term> terms);

// "open the archive a.zip and unpack everything", "go to ~/src and run the tests", "check the machine and
// tell me how it is": one request, told in two steps. `cut`: of second_clause(); `intent`: of what stands
// behind it, or of a question before it.
bool is_one_in_two_steps(std::span<const Term> terms, std::pair<std::size_t, std::size_t> cut,
                         std::string_view intent, bool asks);

// Whether what the terms ask for changes something: of "disconnect from a", what reads otherwise does.
bool acts(const agents::CapabilityDecl& capability, std::span<const Term> terms);

}  // namespace maxos::language
