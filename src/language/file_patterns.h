// Kinds of files that are told by the ending of their names.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "language/terms.h"

namespace maxos::language {

// The pattern that a run of words in lower case says: "pdfs", "pdf files", "iso images", "python scripts"
// and, where `alone` holds, "pdf". Nothing where it names no ending that is known.
std::optional<std::string> file_pattern(std::string_view lower, bool alone);

struct SaidPattern {
  std::size_t first = 0;
  std::size_t count = 0;
  std::string pattern;
};

// The first such run of terms, which names what is looked for and not what is written in it.
std::optional<SaidPattern> find_file_pattern(std::span<const Term> terms);

}  // namespace maxos::language
