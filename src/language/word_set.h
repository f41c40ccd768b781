// A set of words that is asked often and held in little: may say yes to a word that it does not hold (one
// in a hundred), never no to one that it does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/hash.h"

namespace maxos::language {

// A Bloom filter. Points into what it was made from; an empty one holds nothing.
class WordSet {
 public:
  WordSet() = default;
  // `bits`: of encode(); the size is a power of two, or 0.
  explicit WordSet(std::span<const std::uint64_t> bits) : bits_(bits) {}

  static std::vector<std::uint64_t> encode(std::span<const std::string> words) {
    if (words.empty()) return {};
    std::size_t size = 1;
    while (size * 64 < words.size() * kBitsEach) size *= 2;
    std::vector<std::uint64_t> bits(size, 0);
    for (const std::string& word : words)
      each_bit(word, size, [&](std::size_t at, std::uint64_t bit) { bits[at] |= bit; });
    return bits;
  }

  bool contains(std::string_view word) const {
    bool all = !bits_.empty();
    if (all)
      each_bit(word, bits_.size(),
               [&](std::size_t at, std::uint64_t bit) { all = all && (bits_[at] & bit) != 0; });
    return all;
  }

 private:
  static constexpr std::size_t kBitsEach = 8;
  static constexpr int kHashes = 6;

  template <typename Visit>
  static void each_bit(std::string_view word, std::size_t size, Visit visit) {
    const std::uint64_t hash = Hash().add(word).value();
    std::uint64_t at = hash;
    // Double hashing: the step is odd, so that no two of the bits are one.
    for (int i = 0; i < kHashes; ++i, at += (hash >> 32U) | 1U)
      visit((at >> 6U) & (size - 1), std::uint64_t{1} << (at & 63U));
  }

  std::span<const std::uint64_t> bits_;
};

}  // namespace maxos::language
