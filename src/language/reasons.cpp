#include "language/reasons.h"

#include "language/caution.h"
#include "language/clauses.h"
#include "language/service_names.h"
#include "language/statement_words.h"
#include "language/word_forms.h"

namespace maxos::language {

std::size_t behind_conjunction(const Words& words, Stretch part) {
  std::size_t at = part.first;
  while (at < part.last &&
         is_one_of(words.meant(at), "because", "cause", "cuz", "coz", "bc", "since", "as", "so", "well", "oh",
                   "ok", "okay", "sorry", "apparently", "honestly", "anyway", "hi", "hello", "hey", "um"))
    ++at;
  if (words.meant(at) == "last" && words.meant(at + 1) == "time" && is_pronoun(words.meant(at + 2)))
    return at + 2;
  if (at == part.first && is_one_of(words.meant(at), "now", "given", "seeing", "considering") &&
      is_one_of(words.meant(at + 1), "that", "as", "how"))
    return at + 2;
  if (at > part.first && words.meant(at - 1) == "so" && words.meant(at) == "that") return at + 1;
  return at;
}

bool is_own_moment(const Words& words, Stretch part) {
  return words.meant(part.first) == "before" && part.last - part.first > 1 &&
         (is_one_of(words.meant(part.first + 1), "i", "we", "my", "our", "anyone", "anybody", "somebody",
                    "someone", "everyone", "people", "customers", "he", "she", "they") ||
          (is_determiner(words.meant(part.first + 1)) &&
           is_one_of(words.meant(part.last - 1), "crowd", "rush", "guests", "customers", "weekend",
                     "visitors", "auditors", "audience", "storm", "meeting", "exam", "exams", "audit", "trip",
                     "holidays", "inspection", "party", "presentation", "lecture", "flight")) ||
          is_one_of(words.meant(part.first + 2), "roommate", "roomate", "wife", "husband", "boss", "parents",
                    "kids"));
}

bool begins_reason(const Words& words, std::size_t at) {
  const std::string_view word = words.meant(at);
  const std::string_view next = words.meant(at + 1);
  if (is_one_of(word, "because", "cause", "cuz", "coz")) return true;
  // "so please deploy it"
  if (word == "so" && is_one_of(next, "please", "pls", "plz") && is_order_word(words.meant(at + 2)))
    return true;
  // "so people can print", "so nells phone can see my site"
  const auto may = [&](std::size_t i) { return is_one_of(words.meant(i), "can", "could", "may", "will"); };
  if (word == "so")
    return is_pronoun(next) || next == "that" || determines_noun(next) || may(at + 2) || may(at + 3);
  // "as they come" is no reason.
  if (word == "as")
    return is_pronoun(next) && (is_speaker(next) || is_finite(words.meant(at + 2)) ||
                                is_one_of(next, "it's", "its", "they're", "there's"));
  if (word == "since") return is_pronoun(next) || (determines_noun(next) && is_finite(words.meant(at + 3)));
  if (word == "now" || word == "given" || word == "seeing") return next == "that";
  if (word == "before") return is_own_moment(words, {at, words.size()});
  // "disable cups pls nobody prints here"
  // "copy it to /mnt/usb its full", "turn it off now its loud"
  const bool its =
      is_one_of(word, "it's", "its", "i'm", "im", "they're", "theyre") &&
      !is_one_of(next, "content", "contents", "size", "parent", "owner", "permissions", "subfolders",
                 "subdirectories", "name", "files", "checksum", "hash", "children", "own");
  if (its && at > 1 && at + 1 < words.size() &&
      (is_one_of(words.meant(at - 1), "now", "asap", "again") || is_service_name(words.meant(at - 1)) ||
       words.term(at - 1).kind == TermKind::path || words.term(at - 1).kind == TermKind::file))
    return true;
  return at > 1 && is_one_of(words.meant(at - 1), "please", "pls", "plz", "thanks", "thx") &&
         (is_one_of(word, "nobody", "noone", "it's", "it", "they", "i'm", "im", "we're", "there's", "someone",
                    "somebody", "sum1", "something", "smth") ||
          (is_speaker(word) && !begins_order(words, at)) ||
          // "turn the vpn off plz netflix hates it"
          (is_finite(next) && !is_order_word(word) && !is_determiner(word) && !begins_no_statement(word)));
}

namespace {

// Whether what "because" begins is only what the sentence is about: "because we can is no argument".
bool is_predicated(const Words& words, Stretch part) {
  std::size_t finite = 0;
  bool joined = false;
  for (std::size_t i = part.first; i < part.last; ++i) {
    const std::string_view word = words.meant(i);
    if (is_finite(word)) ++finite;
    joined = joined || is_one_of(word, "and", "that", "which", "who", "if", "when", "since", "what", "so",
                                 "while", "but");
    if (is_one_of(word, "nonsense", "argument", "silly", "annoying", "seems", "sounds") ||
        (word == "bad" && is_one_of(words.meant(i + 1), "reason", "advice", "idea")))
      return true;
  }
  const bool of = words.meant(part.first) == "of";
  return (finite > 1 && !joined) || (of && finite > 0);
}

// "it's gone already", "it's stopped": what the order would do is so.
bool says_it_is_so(const Words& words, Stretch part) {
  if (!is_one_of(words.meant(part.first), "it's", "its", "it")) return false;
  const std::string_view next = words.meant(part.first + 1);
  return is_one_of(next, "gone", "there", "done", "time", "finished", "exists", "deleted", "stopped") ||
         (next == "working" && (part.first + 2 >= part.last ||
                                is_one_of(words.meant(part.first + 2), "again", "now", "fine", "ok"))) ||
         (next == "is" && is_one_of(words.meant(part.first + 2), "gone", "there", "done", "deleted"));
}

}  // namespace

bool says_not_meant(const Words& words, Stretch rest) {
  bool meant = false;
  for (std::size_t i = rest.first; i < rest.last; ++i) {
    const std::string_view word = words.meant(i);
    // "i didn't want you to undo it"
    if (words.term(i).kind != TermKind::word ||
        is_one_of(word, "you", "u", "undo", "undone", "revert", "reverted", "but", "only"))
      return false;
    meant = meant || is_one_of(word, "want", "wanted", "mean", "meant", "intended", "planned", "supposed");
  }
  return meant;
}

bool tells_otherwise(const Words& words, Stretch part) {
  if (says_it_is_so(words, part)) return true;
  return is_one_of(words.meant(part.first), "because", "cause", "cuz", "coz") &&
         is_predicated(words, {part.first + 1, part.last});
}

}  // namespace maxos::language
