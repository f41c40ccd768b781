#include "language/bounds.h"

#include <algorithm>
#include <optional>
#include <string>

#include "language/quantities.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// How far before a quantity the words stand that make a bound of it.
constexpr std::size_t kReach = 6;

bool is_quantity(const Term& term) {
  return term.kind == TermKind::size || term.kind == TermKind::age || term.kind == TermKind::amount;
}

bool is_more(std::string_view word) {
  return is_one_of(word, "bigger", "larger", "over", "above", "exceeding", "exceed", "exceeds", "least",
                   "more", "greater", "beyond", "heavier", "minimum", "min", "longer", ">", ">=");
}

bool is_less(std::string_view word) {
  return is_one_of(word, "smaller", "below", "under", "less", "most", "fewer", "lighter", "maximum", "max",
                   "within", "shorter", "up", "<", "<=");
}

bool is_negation(std::string_view word) {
  return is_one_of(word, "not", "no", "never", "isn't", "aren't", "weren't", "wasn't", "haven't", "hasn't",
                   "isnt", "arent", "havent", "hasnt", "nobody", "didn't", "without");
}

bool is_change(std::string_view word) {
  return is_one_of(word, "changed", "touched", "modified", "edited", "opened", "used", "written", "updated",
                   "accessed", "saved", "change", "touch", "needed", "looked");
}

// What may stand between: "bigger in size than about 3 MB", "changed in the last 2 days".
bool goes_on(std::string_view word) {
  return is_one_of(word, "than", "at", "of", "the", "a", "an", "about", "around", "in", "for", "since", "to",
                   "from", "is", "are", "was", "were", "been", "have", "has", "that", "size", "any", "then",
                   "during", "by", "with", "over", "as", "which", "being", "it", "within");
}

// "5 MB or more", "2 years old at least", "3 MB max".
Bound bound_after(std::span<const Term> terms, std::size_t at) {
  std::size_t next = at + 1;
  const auto word = [&](std::size_t i) { return i < terms.size() ? terms[i].lower : std::string_view(); };
  if (word(next) == "old") ++next;
  if (word(next) == "in" && word(next + 1) == "size") next += 2;
  // ", max 25 hits" bounds what follows.
  if (is_one_of(word(next), "max", "tops", "maximum"))
    return next + 1 < terms.size() &&
                   (terms[next + 1].kind == TermKind::number || is_quantity(terms[next + 1]))
               ? Bound::none
               : Bound::most;
  if (!is_one_of(word(next), "or", "and", "at")) return Bound::none;
  // "older than a week and smaller than 5 MB" goes on to something else.
  if (word(next + 2) == "than" || (next + 2 < terms.size() && is_quantity(terms[next + 2])))
    return Bound::none;
  if (is_one_of(word(next + 1), "more", "bigger", "larger", "older", "least", "longer", "greater"))
    return Bound::least;
  return is_one_of(word(next + 1), "less", "smaller", "newer", "younger", "most") ? Bound::most : Bound::none;
}

// "1" in "between 1 and 2 gb", "from 1 to 2 gb"
bool is_lower_end(std::span<const Term> terms, std::size_t at) {
  return terms[at].kind == TermKind::number && is_one_of(terms[at - 1].lower, "between", "from") &&
         is_one_of(terms[at + 1].lower, "and", "to", "-") && is_quantity(terms[at + 2]);
}

// "gb" of "2 gb"
std::string_view unit_of(std::string_view quantity) {
  const std::size_t letters = quantity.find_first_not_of("0123456789., ");
  return quantity.substr(std::min(letters, quantity.size()));
}

Bound opposite(Bound bound) {
  if (bound == Bound::none) return bound;
  return bound == Bound::least ? Bound::most : Bound::least;
}

}  // namespace

Bound bound_at(std::span<const Term> terms, std::size_t at) {
  const bool age = terms[at].kind == TermKind::age;
  // "between 1 MB and 5 MB"
  if (at >= 1 && terms[at - 1].lower == "between" && at + 2 < terms.size() && is_quantity(terms[at + 2]))
    return Bound::least;
  if (at >= 3 && (terms[at - 3].lower == "between" || is_lower_end(terms, at - 2)) &&
      (is_quantity(terms[at - 2]) || terms[at - 2].kind == TermKind::number))
    return Bound::most;
  if (const Bound after = bound_after(terms, at); after != Bound::none) return after;
  Bound found = Bound::none;
  bool negated = false;
  bool changed = false;
  bool passed = false;
  for (std::size_t i = at; i > 0 && at - i < kReach; --i) {
    const Term& term = terms[i - 1];
    if (term.kind != TermKind::word) break;
    const std::string_view word = term.lower;
    if (is_negation(word)) {
      negated = true;
      break;
    }
    // What comes before a comparison is about something else: "changed videos bigger than".
    if (age && is_change(word)) {
      changed = true;
      continue;
    }
    if (is_one_of(word, "untouched", "unchanged", "unmodified", "unused", "unopened") && age)
      return Bound::least;
    if (found != Bound::none) {
      if (!goes_on(word)) break;
      continue;
    }
    if (age && is_one_of(word, "newer", "younger", "fresher", "last", "past", "since", "previous")) {
      found = Bound::most;
      // "not changed in the last year", "not since"
      passed = true;
    } else if ((age && is_one_of(word, "older", "before")) ||
               (is_more(word) && !(age && word == "over" && i < at))) {
      found = Bound::least;
    } else if (is_less(word) && !(word == "up" && (i >= terms.size() || terms[i].lower != "to"))) {
      found = Bound::most;
    } else if (!goes_on(word)) {
      break;
    }
  }
  if (!age) return negated ? opposite(found) : found;
  // "not touched for a year", "nobody changed it in 6 months", but "not older than", "not more than 2 days
  // old"
  if (negated && (changed || passed)) return Bound::least;
  if (negated) return opposite(found);
  if (found == Bound::none && changed) return Bound::most;
  return found;
}

bool speaks_of_large(std::span<const Term> terms) {
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (is_one_of(terms[i].lower, "large", "big", "huge", "giant") &&
        is_one_of(terms[i + 1].lower, "file", "files", "video", "videos", "photos", "images", "pictures",
                  "archives", "documents", "downloads", "logs", "dumps", "things"))
      return true;
  }
  return false;
}

bool has_bound(std::span<const Term> terms) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (is_quantity(terms[i]) && bound_at(terms, i) != Bound::none) return true;
  }
  return false;
}

void settle_bounds(const agents::CapabilityDecl& capability, std::span<const Term> terms,
                   std::span<bool> claimed, SlotValues& slots) {
  if (capability.intent != "file.search") return;
  const auto put = [&](std::size_t at, std::string_view least, std::string_view most,
                       std::optional<std::uint64_t> value) {
    const Bound bound = bound_at(terms, at);
    if (bound == Bound::none || !value) return;
    const std::string text = std::to_string(*value);
    const std::string_view right = bound == Bound::least ? least : most;
    const std::string_view wrong = bound == Bound::least ? most : least;
    if (const auto taken = slots.find(wrong); taken != slots.end() && taken->second == text)
      slots.erase(taken);
    slots.insert_or_assign(std::string(right), text);
    claimed[at] = true;
  };
  for (std::size_t i = 1; i + 2 < terms.size(); ++i) {
    if (!is_lower_end(terms, i)) continue;
    const Term& upper = terms[i + 2];
    const bool age = upper.kind == TermKind::age;
    const std::string lower = std::string(terms[i].lower).append(" ").append(unit_of(upper.lower));
    const auto value = age ? read_age(lower) : read_size(lower);
    if (!value) continue;
    if (const auto taken = slots.find("limit"); taken != slots.end() && taken->second == terms[i].lower)
      slots.erase(taken);
    slots.insert_or_assign(age ? "older_than" : "min_size", std::to_string(*value));
    claimed[i] = true;
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].kind == TermKind::size || terms[i].kind == TermKind::amount)
      put(i, "min_size", "max_size", read_size(terms[i].lower));
    if (terms[i].kind == TermKind::age) put(i, "older_than", "modified_within", read_age(terms[i].lower));
  }
}

}  // namespace maxos::language
