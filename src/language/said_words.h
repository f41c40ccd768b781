// The words of an utterance, apart from what fills its slots.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "language/features.h"
#include "language/terms.h"
#include "language/word_forms.h"

namespace maxos::language {

// Words as they were meant. What fills a slot says nothing else, but for words that are nobody's name.
class Words {
 public:
  Words(std::span<const Term> terms, std::span<const Seen> seen, std::span<const bool> claimed)
      : terms_(terms), seen_(seen), claimed_(claimed) {}

  std::string_view at(std::size_t i) const {
    return i < terms_.size() && !claimed_[i] ? meant(i) : std::string_view();
  }
  // Whether or not it fills a slot.
  std::string_view meant(std::size_t i) const {
    if (i >= terms_.size() || terms_[i].kind == TermKind::quoted) return {};
    return seen_[i].corrected ? seen_[i].word : terms_[i].lower;
  }
  // A word of no letters beyond the last.
  const Term& term(std::size_t i) const {
    static const Term none;
    return i < terms_.size() ? terms_[i] : none;
  }
  bool claimed(std::size_t i) const { return i < claimed_.size() && claimed_[i]; }
  std::size_t size() const { return terms_.size(); }
  template <std::size_t... Sizes>
  bool any(const char (&... words)[Sizes]) const {
    return any_from(0, words...);
  }
  template <std::size_t... Sizes>
  bool any_from(std::size_t first, const char (&... words)[Sizes]) const {
    for (std::size_t i = first; i < size(); ++i) {
      if (is_one_of(at(i), words...)) return true;
    }
    return false;
  }
  // As any(), up to but without `last`.
  template <std::size_t... Sizes>
  bool any_until(std::size_t last, const char (&... words)[Sizes]) const {
    for (std::size_t i = 0; i < std::min(last, size()); ++i) {
      if (is_one_of(at(i), words...)) return true;
    }
    return false;
  }
  template <std::size_t... Sizes>
  bool any_at_all(const char (&... words)[Sizes]) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (is_one_of(meant(i), words...)) return true;
    }
    return false;
  }
  template <std::size_t... Sizes>
  bool pair(std::string_view first, const char (&... second)[Sizes]) const {
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      if (at(i) == first && is_one_of(meant(i + 1), second...)) return true;
    }
    return false;
  }

 private:
  std::span<const Term> terms_;
  std::span<const Seen> seen_;
  std::span<const bool> claimed_;
};

}  // namespace maxos::language
