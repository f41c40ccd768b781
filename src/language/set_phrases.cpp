#include "language/set_phrases.h"

#include <string_view>

#include "language/clauses.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// Behind a pause, and to the end: no part of any order.
std::size_t end_of_set_phrase(const Rewording& said, std::size_t i) {
  if (said.says(i, "one", "never", "knows") || said.says(i, "you", "never", "know") ||
      said.says(i, "just", "in", "case"))
    return i + 3;
  if (said.says(i, "better", "safe", "than", "sorry")) return i + 4;
  if (is_one_of(said.at(i), "don't", "dont") && said.at(i + 1) == "ask" && said.at(i + 2) == "why")
    return i + 3;
  if (is_one_of(said.at(i), "don't", "dont") && said.at(i + 1) == "ask") return i + 2;
  if (said.says(i, "fingers", "crossed") || said.says(i, "no", "rush")) return i + 2;
  if (said.says(i, "just", "to", "be") && is_one_of(said.at(i + 3), "safe", "sure")) return i + 4;
  return i;
}

void drop_sayings(Rewording& said) {
  for (std::size_t i = 0; i + 1 < said.size(); ++i) {
    if (!said.pauses(i)) continue;
    const std::size_t end = end_of_set_phrase(said, i);
    if (end > i && said.pauses(end) && end - i < said.size()) said.drop(i, end);
  }
}

// "… moved to /mnt/big ok", and "mkdir ~/a/b, parents too if they aren't there": what goes without saying.
void drop_what_is_meant_anyway(Rewording& said) {
  const std::size_t size = said.size();
  if (size > 3 && is_one_of(said.at(size - 1), "ok", "okay", "alright", "yeah", "yep") &&
      !said.pauses(size - 1) && !said.asks() && !said.is_word(size - 2))
    said.drop(size - 1, size);
  if (!is_one_of(said.at(said.behind_please()), "mkdir", "create", "make")) return;
  for (std::size_t i = 2; i + 1 < size; ++i) {
    if (said.at(i) != "if") continue;
    const bool missing =
        is_one_of(said.at(i + 1), "needed", "necessary", "missing", "required") ||
        (is_one_of(said.at(i + 1), "they", "it") &&
         is_one_of(said.at(i + 2), "aren't", "arent", "don't", "dont", "isn't", "doesn't", "do") &&
         said.any(i + 3, i + 5, "there", "exist"));
    if (missing && said.any(0, i, "parents", "parent")) {
      said.drop(i, size);
      return;
    }
  }
}

// "unpack it for me no clue how that works"
void drop_cluelessness(Rewording& said) {
  for (std::size_t i = 3; i + 1 < said.size(); ++i) {
    if (said.at(i) != "no" || !is_one_of(said.at(i + 1), "clue", "idea")) continue;
    for (std::size_t k = i; k < said.size(); ++k) {
      if (!said.is_word(k) || is_order_word(said.at(k)) ||
          is_one_of(said.at(k), "if", "whether", "and", "but", "or"))
        return;
    }
    said.drop(i, said.size());
    return;
  }
}

bool is_interjection(std::string_view word) {
  const bool drawn_out = word.size() > 2 && word.find_first_not_of('a') >= word.size() - 1 &&
                         (word.ends_with('a') || word.ends_with('h') || word.ends_with('g'));
  return drawn_out || is_one_of(word, "lol", "haha", "hahaha", "hehe", "argh", "aargh", "ugh", "phew", "grr",
                                "grrr", "sigh", "yay", "xd", "omg", "jeez", "wow", "meh", "lmao", "rofl");
}

// Whether what follows may be its name: "the folder called wow", "ping lol".
bool leads_to_name(const Rewording& said, std::size_t i) {
  return is_determiner(said.at(i)) || is_order_word(said.at(i)) || is_folder_noun(said.at(i)) ||
         is_inside_word(said.at(i)) ||
         is_one_of(said.at(i), "called", "named", "file", "name", "to", "for", "of", "about", "as", "word",
                   "text", "user", "host", "unit", "service", "app", "phrase", "ping", "and");
}

// "… in ~/school/robot, almost done with it aaah", "so slow today omg, which processes …"
void drop_interjections(Rewording& said) {
  for (std::size_t i = 2; i < said.size(); ++i) {
    if (is_interjection(said.at(i)) && !leads_to_name(said, i - 1) &&
        (said.pauses(i + 1) || is_interjection(said.at(i + 1))))
      said.drop(i, i + 1);
  }
}

// "disable bluetooth, the service i mean": what kind of thing was named.
void drop_apposition(Rewording& said) {
  std::size_t end = said.size();
  if (end > 4 && is_one_of(said.at(end - 1), "mean", "meant") && said.at(end - 2) == "i") end -= 2;
  if (end < 4 || said.at(end - 2) != "the" || !said.pauses(end - 2) || said.asks()) return;
  if (!is_one_of(said.at(end - 1), "service", "daemon", "unit", "vpn", "tunnel", "interface", "folder",
                 "directory", "file", "network", "wifi", "wlan", "project", "repo", "repository", "app",
                 "host", "archive"))
    return;
  for (std::size_t i = 0; i < end - 2; ++i) {
    if (said.pauses(i) && i > 0) return;
    if (is_one_of(said.at(i), "and", "or", "it", "them", "all", "everything")) return;
  }
  said.drop(end - 2, said.size());
}

// "… into /srv/b thx", "… many thanks"
void drop_thanks(Rewording& said) {
  std::size_t last = said.size();
  while (last > 2 && is_one_of(said.at(last - 1), "thx", "thanks", "tnx", "thnx", "ty", "thankyou", "cheers"))
    --last;
  if (last > 2 && last == said.size() && said.says(last - 2, "thank", "you")) last -= 2;
  if (last < 2 || last == said.size()) return;
  if (is_one_of(said.at(last - 1), "many", "with", "and")) --last;
  if (!leads_to_name(said, last - 1)) said.drop(last, said.size());
}

// "try and build it"
void drop_attempt(Rewording& said) {
  std::size_t at = said.behind_please();
  if (is_one_of(said.at(at), "can", "could", "would") && is_one_of(said.at(at + 1), "you", "u")) at += 2;
  if (said.at(at) == "try" && is_one_of(said.at(at + 1), "and", "n") && is_order_word(said.at(at + 2)))
    said.drop(at, at + 2);
}

}  // namespace

void drop_set_phrases(Rewording& said) {
  drop_sayings(said);
  drop_what_is_meant_anyway(said);
  drop_cluelessness(said);
  drop_interjections(said);
  drop_thanks(said);
  drop_apposition(said);
  drop_attempt(said);
}

}  // namespace maxos::language
