// What a mistyped word may mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/word_set.h"

namespace maxos::language {

// Knows the words of the training phrases. Immutable after construction.
class Speller {
 public:
  Speller() = default;
  // `english`: words of the language at large; what it is made from outlives the speller.
  explicit Speller(std::vector<std::string> words, WordSet english = {});

  bool knows(std::string_view word) const { return known_.contains(word); }
  // The one known word that `word` is a slip of the keyboard from: at least four letters, the same first
  // letter, one letter left out, doubled or added, two neighbours swapped, or one replaced by its neighbour
  // on the keyboard. Empty when there is none, or more than one as likely. Takes a few hash lookups.
  std::string_view correct(std::string_view word) const;

  // Whether it is a word of the language at large, known or not: no name and no slip.
  bool is_english(std::string_view word) const { return english_.contains(word); }

  const std::vector<std::string>& words() const { return words_; }

 private:
  std::vector<std::string> words_;
  WordSet english_;
  // word -> its index
  std::unordered_map<std::string_view, std::uint32_t> known_;
  // Hash of a known word with one letter left out -> indexes of words.
  std::unordered_multimap<std::uint64_t, std::uint32_t> deletions_;
};

}  // namespace maxos::language
