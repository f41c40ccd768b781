#include "language/negation.h"

#include <initializer_list>

#include "language/service_names.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Whether a negation before the order gives its reason: "I did not want that, undo it", "the file is not
// needed any more, delete it". One without a subject of its own forbids: "do not, please, delete it".
bool is_reason(const Words& words, std::size_t negation) {
  const std::size_t begin = beginning(words);
  if (words.at(negation) == "nobody") return true;
  // "don't worry about that, cancel the shutdown"
  if (is_one_of(words.meant(negation + 1), "worry", "mind", "know", "care", "bother", "panic", "understand"))
    return true;
  return negation > begin && !is_one_of(words.meant(begin), "you", "do", "please", "no", "not", "never");
}

// "it is not needed any more", "i do not need it": why, behind the order.
bool says_unneeded(const Words& words, std::size_t negation) {
  const bool of_it = is_one_of(words.meant(negation + 1), "needed", "used", "wanted", "required", "necessary",
                               "important", "relevant");
  const std::string_view before = negation == 0 ? std::string_view() : words.meant(negation - 1);
  return of_it &&
         is_one_of(before, "is", "are", "it", "they", "was", "were", "longer", "that", "its", "it's");
}

bool any_but_a_reason(const Words& words, std::size_t start,
                      std::initializer_list<std::string_view> negations) {
  for (std::size_t i = start; i < words.size(); ++i) {
    if (!words.at(i).empty() && is_one_of(words.at(i), negations) && !says_unneeded(words, i)) return true;
  }
  return false;
}

}  // namespace

std::size_t beginning(const Words& words) {
  std::size_t at = 0;
  for (;;) {
    if (at < words.size() &&
        is_one_of(words.at(at), "please", "pls", "plz", "hey", "hi", "hello", "ok", "okay", "so", "well",
                  "now", "and", "then", "also", "yes", "computer", "maxos", "kindly", "just", "alright", "um",
                  "uh", "uhm", "er", "erm", "yeah", "yep", "oh", "quickly", "permanently", "immediately",
                  "finally", "simply", "urgently", "hmm")) {
      ++at;
    } else if ((words.at(at) == "go" && words.at(at + 1) == "ahead") ||
               (words.at(at) == "no" && at > 0 && words.at(at - 1) == "oh")) {
      // "oh no, undo that" forbids nothing.
      at += words.at(at) == "go" ? 2 : 1;
    } else if (words.at(at) == "be" && words.at(at + 1) == "so") {
      // "be so kind and", "be so good as to"
      at += 2;
      while (is_one_of(words.at(at), "kind", "good", "nice", "as", "and", "to")) ++at;
    } else {
      return at;
    }
  }
}

bool is_negated(const Words& words, std::size_t start) {
  if (is_one_of(words.at(start), "nothing", "none") || is_one_of(words.at(start + 1), "nothing", "none") ||
      is_one_of(words.at(start), "no", "keep", "thanks", "thank", "sorry"))
    return true;
  // "stop deleting my files"
  const std::string_view what = words.meant(start + 1);
  if (words.meant(start) == "stop" && what.ends_with("ing") && !is_service_name(what) &&
      what.find_first_of("-_.") == std::string_view::npos &&
      !is_one_of(what, "networking", "printing", "logging", "monitoring", "streaming", "indexing")) {
    return true;
  }
  for (std::size_t i = beginning(words); i < start; ++i) {
    if (is_one_of(words.at(i), "not", "no", "don't", "dont", "nobody", "isn't", "isnt", "doesn't", "doesnt",
                  "didn't", "didnt", "won't", "wont", "can't", "cant", "cannot", "never")) {
      if (!is_reason(words, i)) return true;
    }
  }
  if (words.any_until(start, "wait", "instead", "rather", "cancelled", "leave", "avoid", "without"))
    return true;
  if (any_but_a_reason(
          words, start,
          {"never",    "not",     "won't",   "wont",      "can't",    "cant",     "cannot",    "shouldn't",
           "shouldnt", "mustn't", "mustnt",  "didn't",    "didnt",    "doesn't",  "doesnt",    "isn't",
           "isnt",     "wasn't",  "wasnt",   "wouldn't",  "wouldnt",  "without",  "neither",   "nor",
           "avoid",    "refuse",  "refrain", "abstain",   "resist",   "prevent",  "protect",   "nobody",
           "instead",  "rather",  "forbid",  "forbidden", "couldn't", "couldnt",  "haven't",   "havent",
           "hasn't",   "hasnt",   "aren't",  "arent",     "wait",     "actually", "cancelled", "leave"})) {
    return true;
  }
  if (words.pair("no", "circumstances", "way", "reason", "need", "account") ||
      words.pair("hold", "off", "on", "back") || words.pair("keep", "your", "away", "off") ||
      words.pair("hands", "off")) {
    return true;
  }
  for (std::size_t i = start; i < words.size(); ++i) {
    // "I don't need it any more" gives a reason.
    if (is_one_of(words.at(i), "don't", "dont") &&
        !is_one_of(words.meant(i + 1), "need", "want", "use", "like", "know", "mind", "care", "worry"))
      return true;
  }
  return false;
}

}  // namespace maxos::language
