#include "language/features.h"

#include <algorithm>
#include <array>

#include "language/file_patterns.h"
#include "language/hash.h"
#include "language/service_names.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// A letter of its own for each kind of feature, so that they do not share a bucket.
enum Family : std::uint64_t { kWord = 1, kPair, kGap, kTriple, kFirst, kLast, kLetters, kNearby, kAcross };

constexpr std::string_view kUnknown = "<oov>";
constexpr std::string_view kStrange = "<english>";
constexpr std::string_view kService = "<service>";

constexpr std::size_t kShortestRun = 3;
constexpr std::size_t kLongestRun = 5;
constexpr std::size_t kLongestWord = 24;

std::uint32_t key(const Hash& hash) {
  return static_cast<std::uint32_t>(hash.value());
}

// Which keys were seen; sorting them takes longer.
class SeenOnce {
 public:
  static constexpr std::size_t kMost = 2048;

  void start() {
    if (++round_ != 0) return;
    rounds_.fill(0);
    round_ = 1;
  }
  // At most kMost different keys from start() on.
  bool add(std::uint32_t key) {
    std::size_t at = key & (kSlots - 1);
    while (rounds_[at] == round_) {
      if (keys_[at] == key) return false;
      at = (at + 1) & (kSlots - 1);
    }
    rounds_[at] = round_;
    keys_[at] = key;
    return true;
  }

 private:
  static constexpr std::size_t kSlots = 4 * kMost;
  std::array<std::uint32_t, kSlots> keys_{};
  std::array<std::uint32_t, kSlots> rounds_{};
  std::uint32_t round_ = 0;
};

// Each of those from `first` on once.
void unique(std::vector<std::uint32_t>& keys, std::size_t first) {
  if (keys.size() - first > SeenOnce::kMost) {
    const auto begin = keys.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(begin, keys.end());
    keys.erase(std::unique(begin, keys.end()), keys.end());
    return;
  }
  static thread_local SeenOnce seen;
  seen.start();
  std::size_t kept = first;
  for (std::size_t i = first; i < keys.size(); ++i) {
    if (seen.add(keys[i])) keys[kept++] = keys[i];
  }
  keys.resize(kept);
}

void add_letters(std::string_view word, std::vector<std::uint32_t>& out) {
  if (word.size() > kLongestWord) return;
  std::array<char, kLongestWord + 2> text{};
  text[0] = '^';
  std::copy(word.begin(), word.end(), text.begin() + 1);
  text[word.size() + 1] = '$';
  const std::size_t size = word.size() + 2;
  for (std::size_t at = 0; at + kShortestRun <= size; ++at) {
    Hash hash(kLetters);
    for (std::size_t length = 1; length <= kLongestRun && at + length <= size; ++length) {
      hash.add(text[at + length - 1]);
      if (length >= kShortestRun) out.push_back(key(hash));
    }
  }
}

// Two words that stand near each other, by how they begin: "restart" and "service", in either order.
void add_near(std::span<const Seen> seen, std::vector<std::uint32_t>& out) {
  constexpr std::size_t kStem = 5;
  constexpr std::size_t kNear = 8;
  constexpr std::size_t kMost = 40;
  std::array<std::uint64_t, kMost> stems{};
  const std::size_t count = std::min(seen.size(), kMost);
  for (std::size_t i = 0; i < count; ++i) stems[i] = Hash(kNearby).add(seen[i].word.substr(0, kStem)).value();
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = i + 1; k < std::min(count, i + 1 + kNear); ++k) {
      if (stems[i] == stems[k]) continue;
      const auto [less, more] = std::minmax(stems[i], stems[k]);
      out.push_back(key(Hash(less).add(more)));
    }
  }
}

// How a word ends and the next begins.
void add_across(std::span<const Term> terms, std::span<const Seen> seen, std::vector<std::uint32_t>& out) {
  constexpr std::size_t kLeft = 3;
  constexpr std::size_t kBoth = 4;
  const auto text = [&](std::size_t i) {
    return terms[i].kind == TermKind::word ? terms[i].word : seen[i].word;
  };
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    const std::string_view before = text(i);
    const std::string_view after = text(i + 1);
    for (std::size_t left = 1; left <= std::min(before.size(), kLeft); ++left) {
      Hash hash(kAcross);
      hash.add(before.substr(before.size() - left)).add(' ');
      for (std::size_t right = 1; right <= after.size() && left + right <= kBoth; ++right)
        out.push_back(key(hash.add(after[right - 1])));
    }
  }
}

// A value in words, without a digit.
bool is_said(const Term& term) {
  return (term.kind == TermKind::age || term.kind == TermKind::clock || term.kind == TermKind::number) &&
         term.lower.find_first_of("0123456789") == std::string_view::npos;
}

// "reload named", "restart the bind service": a word that is a name where something is done to it.
bool is_controlled(std::span<const Term> terms, std::size_t at) {
  if (!may_be_service_name(terms[at].lower)) return false;
  const auto word = [&](std::size_t i) { return i < terms.size() ? terms[i].lower : std::string_view(); };
  if (is_one_of(word(at + 1), "service", "daemon")) return true;
  // No other noun follows: "bind the books", "start salt water".
  const bool last =
      word(at + 1).empty() || is_one_of(word(at + 1), "please", "pls", "now", "again", "at", "on", "for",
                                        "and", "off", "automatically", "from", "start");
  if (!last || at == 0) return false;
  if (is_one_of(word(at - 1), "restart", "reload", "enable", "disable", "restarting", "reloading", "bounce",
                "start", "stop"))
    return true;
  return (is_one_of(word(at - 1), "turn", "make", "let") && !word(at + 1).empty()) ||
         (at > 1 && is_one_of(word(at - 2), "turn", "shut", "switch") &&
          is_one_of(word(at - 1), "on", "off", "down"));
}

// "restart plack": after a deed that is done to services alone, at the end of an order, what is no word is a
// name, and not a slip for some other word.
bool is_bare_name(std::span<const Term> terms, std::size_t at, const Speller& speller) {
  const Term& term = terms[at];
  const bool last =
      terms.size() == 2 || (terms.size() == 3 && is_one_of(terms[2].lower, "please", "pls", "plz", "now"));
  if (at != 1 || !last || term.kind != TermKind::word || term.word.size() < 4 ||
      !is_one_of(terms[0].lower, "restart", "reload", "bounce", "restarting", "reloading") ||
      speller.knows(term.word) || speller.is_english(term.word))
    return false;
  return !is_one_of(speller.correct(term.word), "machine", "server", "computer", "system", "service",
                    "services", "everything", "host", "box", "database", "it", "this", "that", "them",
                    "laptop", "device");
}

}  // namespace

bool is_service(const Seen& seen) {
  return seen.word == kService;
}

void Features::clear() {
  words.clear();
  spoken = 0;
  letters.clear();
  known = corrected = unknown = strange = 0;
}

Seen see(const Term& term, const Speller& speller) {
  if (term.kind == TermKind::word && is_service_name(term.lower)) return {kService, false};
  // "pdfs" is what ".pdf" is.
  if (term.kind == TermKind::word && term.lower.ends_with('s') && file_pattern(term.lower, false))
    return {name_of(TermKind::extension), false};
  if (term.kind != TermKind::word || speller.knows(term.word)) return {term.word, false};
  if (speller.is_english(term.word)) return {kStrange, false};
  if (const std::string_view meant = speller.correct(term.word); !meant.empty()) return {meant, true};
  return {kUnknown, false};
}

std::vector<Seen> see(std::span<const Term> terms, const Speller& speller) {
  std::vector<Seen> seen;
  seen.reserve(terms.size());
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool service = i > 0 && (is_controlled(terms, i) || is_bare_name(terms, i, speller));
    seen.push_back(service ? Seen{kService, false} : see(terms[i], speller));
  }
  return seen;
}

void extract_features(std::span<const Term> terms, std::span<const Seen> seen, Features& out) {
  out.clear();
  constexpr std::string_view kEdge = "<edge>";
  const std::size_t count = terms.size();
  const auto word_at = [&](std::size_t i) { return i < count ? seen[i].word : kEdge; };
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view word = seen[i].word;
    out.words.push_back(key(Hash(kWord).add(word)));
    out.words.push_back(key(Hash(kPair).add(word).add(' ').add(word_at(i + 1))));
    if (i + 2 < count) {
      out.words.push_back(key(Hash(kGap).add(word).add(' ').add(word_at(i + 2))));
      out.words.push_back(
          key(Hash(kTriple).add(word).add(' ').add(word_at(i + 1)).add(' ').add(word_at(i + 2))));
    }
    if (terms[i].kind != TermKind::word) {
      // "today" and "noon" are more than a value.
      if (is_said(terms[i])) add_letters(terms[i].lower, out.letters);
      continue;
    }
    if (word == kUnknown) {
      ++out.unknown;
    } else if (word == kStrange) {
      ++out.strange;
    } else {
      ++(seen[i].corrected ? out.corrected : out.known);
    }
    add_letters(terms[i].word, out.letters);
    if (seen[i].corrected) add_letters(word, out.letters);
  }
  if (count > 0) {
    out.words.push_back(key(Hash(kFirst).add(word_at(0)).add(' ').add(word_at(1))));
    out.words.push_back(key(Hash(kLast).add(word_at(count - 1))));
  }
  add_across(terms, seen, out.letters);
  unique(out.words, 0);
  out.spoken = out.words.size();
  add_near(seen, out.words);
  unique(out.words, out.spoken);
  unique(out.letters, 0);
}

}  // namespace maxos::language
