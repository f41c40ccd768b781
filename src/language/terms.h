// An utterance as the model sees it: words, and what stands for a value.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/utterance.h"

namespace maxos::language {

enum class TermKind { word, number, path, glob, file, extension, quoted, size, age, amount, clock, host };

// One or more tokens.
struct Term {
  TermKind kind = TermKind::word;
  // Lower case: the word, or for other kinds their name in angle brackets ("<path>").
  std::string_view word;
  // As written and in lower case, over all of its tokens; for a quotation without the quotes.
  std::string_view raw;
  std::string_view lower;
  // Bytes in Utterance::clean.
  std::size_t begin = 0;
  std::size_t end = 0;
  // The first of its tokens, for their value.
  const Token* token = nullptr;
};

// Points into the utterance. "2 weeks", "1.5 GB" and "10 pm" are one term each.
std::vector<Term> read_terms(const Utterance& utterance);

// The text of the terms from `first` to `last`, with the quotes that stand around the outer ones.
std::string text_of(const Utterance& utterance, const Term& first, const Term& last);

// "<path>" and the like.
std::string_view name_of(TermKind kind);

// Whether one of the words is said, and not in a quotation alone.
bool has_word(std::span<const Term> terms, std::initializer_list<std::string_view> words);

// Whether a term speaks of something named before: "it", "that file". `claimed`: for each term, whether a
// slot has taken it up.
bool refers_back(std::span<const Term> terms, std::span<const bool> claimed);
// Whether one that no slot takes up names a file, a path or the like: an action would do less than was said,
// or other.
bool leaves_something(std::span<const Term> terms, std::span<const bool> claimed);

}  // namespace maxos::language
