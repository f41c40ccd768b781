// An utterance as numbers: what the classifier weighs.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "language/speller.h"
#include "language/terms.h"

namespace maxos::language {

// Hashes of the features, without their weights; each feature once. Two families, so that long words do not
// outweigh what is said with them.
struct Features {
  // Words, pairs and triples of words, and behind the first `spoken` of them the beginnings of two words that
  // stand near each other, in any order.
  std::vector<std::uint32_t> words;
  std::size_t spoken = 0;
  // Sequences of three to five letters within a word, and shorter ones across the end of one.
  std::vector<std::uint32_t> letters;

  // Of the terms that are words: how many are known, as written or corrected.
  std::size_t known = 0;
  std::size_t corrected = 0;
  std::size_t unknown = 0;
  // Words of the language at large that no training phrase has: what is spoken of is something else.
  std::size_t strange = 0;

  void clear();
};

// What a term is to the model: the word, its correction, "<service>" for the name of one, "<english>" for a
// word of the language that is none of its own, or "<oov>" for what looks like a name.
struct Seen {
  std::string_view word;
  bool corrected = false;
};
Seen see(const Term& term, const Speller& speller);
bool is_service(const Seen& seen);
// Of each term.
std::vector<Seen> see(std::span<const Term> terms, const Speller& speller);

// `seen`: see() of each term. The order of terms matters.
void extract_features(std::span<const Term> terms, std::span<const Seen> seen, Features& out);

}  // namespace maxos::language
