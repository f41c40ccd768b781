#include "language/caution.h"

#include <algorithm>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

class Words {
 public:
  Words(std::span<const Term> terms, std::span<const bool> claimed) : terms_(terms), claimed_(claimed) {}

  std::string_view at(std::size_t i) const {
    return i < terms_.size() && !claimed_[i] ? terms_[i].lower : std::string_view();
  }
  std::size_t size() const { return terms_.size(); }
  bool any(std::initializer_list<std::string_view> words) const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (!at(i).empty() && is_one_of(at(i), words)) return true;
    }
    return false;
  }
  bool pair(std::string_view first, std::initializer_list<std::string_view> second) const {
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      if (at(i) == first && is_one_of(at(i + 1), second)) return true;
    }
    return false;
  }

 private:
  std::span<const Term> terms_;
  std::span<const bool> claimed_;
};

bool is_person(std::string_view word) {
  return is_one_of(word, {"i", "we", "he", "she", "they", "you", "it", "someone", "somebody", "nobody", "everyone",
                          "everybody", "who", "i've", "i'd", "i'm", "we've", "we're", "he's", "she's", "they've",
                          "they're", "i'll", "we'll", "she'll", "he'll", "they'll", "ive", "im"});
}

// "please", "hey computer": what stands before the sentence.
std::size_t beginning(const Words& words) {
  std::size_t at = 0;
  while (at < words.size() && is_one_of(words.at(at), {"please", "pls", "plz", "hey", "hi", "hello", "ok", "okay", "so",
                                                       "well", "now", "and", "then", "also", "yes", "computer",
                                                       "maxos", "kindly", "just", "alright"})) {
    ++at;
  }
  return at;
}

bool asks_politely(const Words& words, std::size_t at) {
  const std::string_view first = words.at(at);
  const std::string_view second = words.at(at + 1);
  if (is_one_of(first, {"can", "could", "would", "will"}))
    return is_one_of(second, {"you", "u", "ya", "someone", "somebody", "we", "it", "please"});
  if (is_one_of(first, {"i", "we"})) {
    return is_one_of(second, {"want", "need", "would", "wanna", "wish", "must", "have", "require", "'d", "really",
                              "like"}) &&
           !(second == "have" && words.at(at + 2) != "to") &&
           !(second == "would" && !is_one_of(words.at(at + 2), {"like", "love", "appreciate", "want", "need", "prefer"}));
  }
  if (first == "i'd") return is_one_of(words.at(at + 1), {"like", "love", "appreciate", "want", "need", "prefer"});
  if (first == "you") return is_one_of(second, {"can", "could", "should", "must", "may", "have", "need"});
  return false;
}

}  // namespace

bool is_negated(std::span<const Term> terms, std::span<const bool> claimed) {
  const Words words(terms, claimed);
  return words.any({"don't", "dont", "never", "not", "won't", "wont", "can't", "cant", "cannot", "shouldn't",
                    "shouldnt", "mustn't", "mustnt", "didn't", "didnt", "doesn't", "doesnt", "isn't", "isnt",
                    "wasn't", "wasnt", "wouldn't", "wouldnt", "without", "neither", "nor", "avoid", "refuse", "nobody",
                    "nothing", "instead", "rather", "forbid", "forbidden", "couldn't", "couldnt", "haven't",
                    "havent", "hasn't", "hasnt", "aren't", "arent"});
}

Caution caution_of(const Utterance& utterance, std::span<const Term> terms, std::span<const bool> claimed) {
  const Words words(terms, claimed);
  // Outside of quotations and paths, which are claimed or refused elsewhere.
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].kind == TermKind::quoted) continue;
    const std::string_view raw = terms[i].raw;
    if (raw.find_first_of(";|`<") != std::string_view::npos || raw.find("$(") != std::string_view::npos ||
        raw.find("&&") != std::string_view::npos || raw.find("${") != std::string_view::npos ||
        (raw.find('>') != std::string_view::npos && raw != "->" && raw != "=>") || raw == "&") {
      return Caution::shell;
    }
  }
  // A separator that the cutting into tokens took for punctuation.
  const std::string_view clean = utterance.clean;
  const std::size_t semicolon = clean.find(';');
  if (semicolon != std::string_view::npos && clean.find_first_not_of(" ;.!?", semicolon) != std::string_view::npos &&
      clean.find('"') == std::string_view::npos) {
    return Caution::shell;
  }
  if (is_negated(terms, claimed)) return Caution::negated;

  const std::size_t start = beginning(words);
  const std::string_view first = words.at(start);
  const bool polite = asks_politely(words, start);
  if (words.any({"if", "unless", "except", "excluding", "whether", "suppose", "supposing", "imagine", "pretend",
                 "assuming", "hypothetically", "besides", "ignore", "until", "till", "whenever"}) ||
      words.pair("in", {"case"}) || words.pair("other", {"than"}) || words.pair("apart", {"from"}) ||
      words.pair("as", {"soon", "long"}) || words.pair("but", {"not", "keep", "leave"})) {
    return Caution::conditional;
  }
  if (is_one_of(first, {"how", "what", "why", "when", "who", "where", "which", "whose", "should", "shall", "is", "are",
                        "am", "does", "do", "did", "was", "were", "has", "have", "had", "may", "might", "what's",
                        "who's", "how's", "hows", "whats", "explain", "describe", "define", "teach", "suppose",
                        "is't", "must"}) ||
      (is_one_of(first, {"can", "could", "would", "will"}) && !polite)) {
    // "do me a favour and restart nginx"
    const bool favour = first == "do" && words.at(start + 1) == "me";
    // "have nginx restarted", "have the web server reload"
    const bool order = first == "have" && !is_person(words.at(start + 1));
    if (!favour && !order) return Caution::asked;
  }
  if (words.any({"how", "why", "explain", "tutorial", "difference", "meaning", "happens", "happen", "example",
                 "instructions", "documentation", "guide", "howto", "joke", "story", "poem", "song", "advice"}) ||
      words.pair("tell", {"me", "us"}) || words.pair("what", {"does", "is", "if", "would", "happens", "will"})) {
    return Caution::asked;
  }
  if (is_person(first) && !polite) return Caution::reported;
  if (words.any({"was", "were", "been", "had", "did", "got", "ago", "already", "earlier", "failed", "keeps", "happened",
                 "remember", "dreamed", "dreamt", "thinking", "planning", "considering", "going", "supposed",
                 "about-to", "said", "says", "told", "thinks", "thought", "afraid", "worried", "hope", "wonder",
                 "wondering", "curious"})) {
    return Caution::reported;
  }
  for (std::size_t i = start + 1; i < words.size(); ++i) {
    // "the admin has rebooted it", but "that has no …" is no report
    if (is_one_of(words.at(i), {"has", "have"}) && !(polite && i <= start + 2)) {
      const std::string_view next = words.at(i + 1);
      if (next.ends_with("ed") || is_one_of(next, {"been", "just", "already"})) return Caution::reported;
    }
  }
  if (words.any({"tomorrow", "tonight", "later", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                 "sunday", "every", "daily", "weekly", "hourly", "nightly", "monthly", "noon", "midnight", "soon",
                 "eventually", "someday", "sometime", "after", "before", "once", "while", "whilst"})) {
    return Caution::later;
  }
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (!claimed[i] && (terms[i].kind == TermKind::clock || terms[i].kind == TermKind::age)) return Caution::later;
  }
  return Caution::none;
}

}  // namespace maxos::language
