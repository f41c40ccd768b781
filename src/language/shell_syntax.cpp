#include "language/shell_syntax.h"

#include <algorithm>

namespace maxos::language {
namespace {

// What a shell would take for more than words. Quotations are text, but for what shells run inside them.
bool is_shell(const Term& term) {
  const std::string_view raw = term.raw;
  if (raw.find("$(") != std::string_view::npos || raw.find("${") != std::string_view::npos) return true;
  if (term.kind == TermKind::quoted) return false;
  if (raw == "&" || raw == "->" || raw == "=>" || term.lower == "tl;dr") return false;
  return raw.find_first_of(";|`<>") != std::string_view::npos || raw.find(":\\") != std::string_view::npos ||
         raw.find("&&") != std::string_view::npos;
}

}  // namespace

bool has_shell_syntax(const Utterance& utterance, std::span<const Term> terms) {
  if (std::any_of(terms.begin(), terms.end(), is_shell)) return true;
  const std::string_view clean = utterance.clean;
  for (const Term& term : terms) {
    if (term.begin > 0 && clean[term.begin - 1] == '`' && term.raw.find(' ') != std::string_view::npos)
      return true;
  }
  const std::size_t semicolon = clean.find(';');
  return semicolon != std::string_view::npos && !utterance.lower.starts_with("tl;dr") &&
         clean.find_first_not_of(" ;.!?", semicolon) != std::string_view::npos &&
         clean.find('"') == std::string_view::npos;
}

}  // namespace maxos::language
