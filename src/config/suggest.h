// "did you mean": the nearest of the valid names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace maxos::config {

// Damerau-Levenshtein distance (optimal string alignment: insert, delete, replace, swap neighbours) in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The name nearest to `wrong`, empty when none is within a third of its length (at least 2 edits are
// forgiven).
std::string nearest(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace maxos::config
