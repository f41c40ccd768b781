#include "language/read_beside.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "language/clauses.h"
#include "language/said_words.h"
#include "language/statement_words.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

constexpr std::size_t kMostParts = 4;
// What is asked for takes two words at least, and the talk beside it too.
constexpr std::size_t kShortest = 2;

bool joins_talk(const Words& words, std::size_t at) {
  const std::string_view word = words.meant(at);
  if (is_one_of(word, "because", "cause", "cuz", "coz", "since", "before", "while", "as"))
    return is_pronoun(words.meant(at + 1)) || is_determiner(words.meant(at + 1)) ||
           is_one_of(words.meant(at + 1), "those", "these", "all", "some");
  return word == "so" && (is_pronoun(words.meant(at + 1)) || words.meant(at + 1) == "that");
}

// Whether all of it may be left away from what is read: it holds nothing that chooses what that is.
bool is_talk(const Words& words, std::size_t first, std::size_t last) {
  if (last < first + kShortest) return false;
  // "since those ought to be the full frames and not the windowed ones"
  const bool why = is_one_of(words.meant(first), "since", "because");
  for (std::size_t i = first; i < last; ++i) {
    const TermKind kind = words.term(i).kind;
    if (kind != TermKind::word && kind != TermKind::age && kind != TermKind::clock &&
        kind != TermKind::number && kind != TermKind::size)
      return false;
    const std::string_view word = words.meant(i);
    if (why && is_one_of(word, "not", "never", "don't", "dont", "but", "first", "ones", "them")) continue;
    if (is_order_word(word) ||
        is_one_of(word, "if", "unless", "except", "excluding", "only", "instead", "without", "don't", "dont",
                  "not", "never", "or", "said", "says", "asked", "asks", "told", "tell", "wrote", "called",
                  "named", "which", "what", "who", "how", "why", "where", "whose", "phone", "iphone",
                  "router", "tv", "car", "tablet", "you", "u", "your", "please", "pls", "newest", "biggest",
                  "largest", "oldest", "first", "top", "sorted", "including", "but", "plus", "also", "older",
                  "newer", "bigger", "larger", "smaller", "them", "ones"))
      return false;
  }
  // "in /srv, the last week": chooses too.
  bool tells = false;
  for (std::size_t i = first; i < last; ++i) {
    tells = tells || is_finite(words.meant(i)) || is_past(words.meant(i)) || is_speaker(words.meant(i)) ||
            denies_it(words.meant(i)) || words.meant(i).ends_with("'s");
  }
  return tells;
}

}  // namespace

std::vector<std::string> parts_beside_talk(const Utterance& utterance, std::span<const Term> terms,
                                           std::span<const Seen> seen) {
  std::vector<std::string> parts;
  const std::array<bool, kMaxTokens + 1> none{};
  const Words words(terms, seen, std::span(none).first(terms.size()));
  for (std::size_t i = kShortest; i + kShortest <= terms.size() && parts.size() < kMostParts; ++i) {
    const std::string_view between =
        std::string_view(utterance.clean).substr(terms[i - 1].end, terms[i].begin - terms[i - 1].end);
    const bool pause = between.find_first_of(",.;!?:(") != std::string_view::npos ||
                       between.find(" - ") != std::string_view::npos;
    if (!pause && !joins_talk(words, i)) continue;
    if (is_talk(words, i, terms.size())) parts.push_back(text_of(utterance, terms[0], terms[i - 1]));
    if (pause && parts.size() < kMostParts && is_talk(words, 0, i))
      parts.push_back(text_of(utterance, terms[i], terms.back()));
  }
  std::ranges::stable_sort(parts, std::ranges::greater(), &std::string::size);
  return parts;
}

}  // namespace maxos::language
