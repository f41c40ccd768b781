#include "language/how_many.h"

#include <string_view>

#include "language/word_forms.h"

namespace maxos::language {

bool says_how_many(std::span<const Term> terms, std::size_t at) {
  if (at >= terms.size() || (terms[at].kind != TermKind::number && number_word(terms[at].lower).empty()))
    return false;
  const auto word = [&](std::size_t i) { return i < terms.size() ? terms[i].lower : std::string_view(); };
  const std::string_view before = at > 0 ? word(at - 1) : std::string_view();
  const std::string_view earlier = at > 1 ? word(at - 2) : std::string_view();
  // "port 50 is fine"
  if (is_one_of(before, "port", "ports", "pid", "line", "number", "no.", "transaction", "version"))
    return false;
  if (is_one_of(before, "max", "maximum", "max.", "first", "top")) return true;
  if (before == "at" && earlier == "it" && at > 2 && is_one_of(word(at - 3), "cap", "limit", "stop"))
    return true;
  if (before == "to" && is_one_of(earlier, "limit", "limited")) return true;
  std::size_t next = at + 1;
  if (word(next) == "of") return is_one_of(word(next + 1), "them", "these", "those");
  // "15 entries", "ten results will do"
  if (is_one_of(word(next), "hit", "hits", "result", "results", "match", "matches", "entries", "rows",
                "items"))
    return true;
  if (word(next) == "lines") ++next;
  if (is_one_of(word(next), "max", "maximum", "tops", "suffice", "suffices")) return true;
  if (is_one_of(word(next), "will", "would", "should"))
    return is_one_of(word(next + 1), "do", "suffice") || word(next + 1) == "be";
  if (is_one_of(word(next), "is", "are"))
    return is_one_of(word(next + 1), "enough", "fine", "plenty", "sufficient", "ok", "okay", "good");
  return false;
}

}  // namespace maxos::language
