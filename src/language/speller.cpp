#include "language/speller.h"

#include <array>
#include <utility>

#include "language/hash.h"

namespace maxos::language {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kLongest = 20;

// Next to each other on a QWERTY row, or above one another.
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

std::uint64_t without(std::string_view word, std::size_t letter) {
  Hash hash;
  hash.add(word.substr(0, letter));
  hash.add(word.substr(letter + 1));
  return hash.value();
}

}  // namespace

Speller::Speller(std::vector<std::string> words, WordSet english)
    : words_(std::move(words)), english_(english) {
  known_.reserve(words_.size());
  deletions_.reserve(words_.size() * 8);
  for (std::uint32_t i = 0; i < words_.size(); ++i) {
    const std::string_view word = words_[i];
    known_.emplace(word, i);
    if (word.size() < kShortest || word.size() > kLongest) continue;
    deletions_.emplace(Hash().add(word).value(), i);
    // The first letter stays: slips of it are rarer than words that differ in it.
    for (std::size_t letter = 1; letter < word.size(); ++letter) deletions_.emplace(without(word, letter), i);
  }
}

std::string_view Speller::correct(std::string_view word) const {
  if (word.size() < kShortest || word.size() > kLongest) return {};
  std::string_view found;
  Slip best = Slip::none;
  bool tie = false;
  const auto look = [&](std::uint64_t hash) {
    const auto [first, last] = deletions_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
      const std::string_view known = words_[it->second];
      if (known == found || known[0] != word[0] || differs_by_ending(word, known)) continue;
      // Of short words, nearly every neighbour is a word too.
      const Slip slip = slip_of(word, known);
      if (slip == Slip::none || slip > best || (word.size() == kShortest && slip != Slip::common)) continue;
      tie = slip == best;
      best = slip;
      found = known;
    }
  };
  look(Hash().add(word).value());
  for (std::size_t letter = 1; letter < word.size(); ++letter) look(without(word, letter));
  return tie ? std::string_view() : found;
}

}  // namespace maxos::language
