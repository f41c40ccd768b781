// Two requests in one utterance.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "language/terms.h"

namespace maxos::language {

// A verb that orders are given with: "restart".
bool is_order_word(std::string_view word);

// Where "check the disk and restart nginx" falls apart: the terms [0, first) and [second, end), the second of
// which begins like an order of its own. The last such place; nothing when there is none.
std::optional<std::pair<std::size_t, std::size_t>> second_clause(std::span<const Term> terms);

}  // namespace maxos::language
