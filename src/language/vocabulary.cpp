#include "language/vocabulary.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace maxos::language {
namespace {

constexpr std::size_t kShortestCorrected = 5;

// Next to each other on a QWERTY, QWERTZ or AZERTY row, or above one another.
bool near_keys(char a, char b) {
  constexpr std::array<std::string_view, 3> kRows = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
  for (std::size_t row = 0; row < kRows.size(); ++row) {
    const std::size_t x = kRows[row].find(a);
    if (x == std::string_view::npos) continue;
    for (std::size_t other = row == 0 ? 0 : row - 1; other <= row + 1 && other < kRows.size(); ++other) {
      const std::size_t y = kRows[other].find(b);
      if (y != std::string_view::npos && (x > y ? x - y : y - x) <= 1) return true;
    }
  }
  return false;
}

// How unlikely a slip is: a letter left out or two swapped are commonest, then a doubled one, then a
// neighbour's key.
enum class Slip { common, doubled, neighbour, none };

Slip slip_of(std::string_view typed, std::string_view word) {
  std::size_t same = 0;
  while (same < typed.size() && same < word.size() && typed[same] == word[same]) ++same;
  if (same == 0) return Slip::none;
  const std::string_view t = typed.substr(same);
  const std::string_view w = word.substr(same);
  if (t.size() == w.size()) {
    if (t.size() >= 2 && t[0] == w[1] && t[1] == w[0] && t.substr(2) == w.substr(2)) return Slip::common;
    return !t.empty() && near_keys(t[0], w[0]) && t.substr(1) == w.substr(1) ? Slip::neighbour : Slip::none;
  }
  if (t.size() + 1 == w.size()) return w.substr(1) == t ? Slip::common : Slip::none;
  // One letter too many: doubled, or beside the right one.
  if (t.size() == w.size() + 1 && t.substr(1) == w) {
    const char before = typed[same - 1];
    if (t[0] == before) return Slip::doubled;
    return near_keys(t[0], before) || (!w.empty() && near_keys(t[0], w[0])) ? Slip::neighbour : Slip::none;
  }
  return Slip::none;
}

// A plural or a third person is a word of its own, not a slip.
bool differs_by_ending(std::string_view a, std::string_view b) {
  const std::string_view longer = a.size() > b.size() ? a : b;
  const std::string_view shorter = a.size() > b.size() ? b : a;
  return longer.size() == shorter.size() + 1 && longer.starts_with(shorter) &&
         longer.back() != shorter.back() &&
         (longer.back() == 's' || longer.back() == 'd' || longer.back() == 'r');
}

}  // namespace

WordId Vocabulary::add(std::string_view word) {
  const auto [it, added] = ids_.emplace(word, static_cast<WordId>(words_.size()));
  if (added) words_.push_back(word);
  if (words_.size() > kMaxWords) {
    std::fprintf(stderr, "language: more than %zu words\n", kMaxWords);
    std::abort();
  }
  return it->second;
}

WordId Vocabulary::find(std::string_view word) const {
  const auto it = ids_.find(word);
  return it == ids_.end() ? kNoWord : it->second;
}

WordId Vocabulary::correct(std::string_view word) const {
  if (word.size() < kShortestCorrected || word.size() > 20) return kNoWord;
  WordId found = kNoWord;
  Slip best = Slip::none;
  for (std::size_t id = 0; id < words_.size(); ++id) {
    const std::string_view known = words_[id];
    if (known.size() < kShortestCorrected || known[0] != word[0] || known.size() + 1 < word.size() ||
        known.size() > word.size() + 1 || differs_by_ending(word, known)) {
      continue;
    }
    const Slip slip = slip_of(word, known);
    if (slip == Slip::none || slip > best) continue;
    found = slip == best ? kNoWord : static_cast<WordId>(id);
    best = slip;
  }
  return found;
}

}  // namespace maxos::language
