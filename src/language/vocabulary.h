// The words that some rule knows, and what a mistyped one may mean.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace maxos::language {

using WordId = std::uint16_t;
inline constexpr WordId kNoWord = 0xFFFF;
inline constexpr std::size_t kMaxWords = 1024;
using WordSet = std::bitset<kMaxWords>;

// Words have static storage, or storage that outlives the vocabulary. Built once, then read by many threads.
class Vocabulary {
 public:
  // The word's id; a new one when it is not there yet. Aborts beyond kMaxWords: a fault of the build.
  WordId add(std::string_view word);
  WordId find(std::string_view word) const;
  // The one word that `word` is a slip of the keyboard from: at least five letters, the same first letter,
  // one letter left out, doubled or added, two neighbours swapped, or one replaced by its neighbour on the
  // keyboard. kNoWord when there is none, or more than one.
  WordId correct(std::string_view word) const;
  std::string_view word(WordId id) const { return words_[id]; }

 private:
  std::unordered_map<std::string_view, WordId> ids_;
  std::vector<std::string_view> words_;
};

}  // namespace maxos::language
