#include "language/aside.h"

#include <algorithm>
#include <array>
#include <vector>

#include "language/caution.h"
#include "language/clauses.h"
#include "language/negation.h"
#include "language/reasons.h"
#include "language/service_names.h"
#include "language/statement.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool is_thanks(std::string_view word) {
  return is_one_of(word, "thx", "thanks", "thank", "thankyou", "thnx", "tnx", "ty", "danke", "merci",
                   "gracias", "grazie", "please", "pls", "plz", "plss");
}

// Said to somebody, behind a pause: "…, mate", "…, many thanks in advance".
bool is_courtesy(std::string_view word) {
  return is_thanks(word) ||
         is_one_of(word, "cheers", "mate", "bro", "dude", "man", "buddy", "pal", "maxos", "you", "a", "lot",
                   "so", "much", "many", "in", "advance", "very", "ta", "dear", "pretty", "sorry", "computer",
                   "good", "night", "morning", "evening", "bye", "goodbye", "hello", "hi", "hey", "now",
                   "quickly", "asap", "urgent", "urgently");
}

bool denies(std::string_view word) {
  return is_one_of(word, "not", "no", "never", "nobody", "noone", "none", "nothing", "don't", "dont",
                   "doesn't", "doesnt", "isn't", "isnt", "aren't", "arent", "won't", "wont", "can't", "cant",
                   "cannot", "didn't", "didnt", "wasn't", "wasnt", "weren't", "hasn't", "hasnt", "haven't",
                   "havent", "couldn't", "couldnt", "without", "neither", "nor", "wouldn't", "wouldnt",
                   "shouldn't", "shouldnt");
}

// What an aside does not hold: conditions, times to come, permissions, other people's words, names, whatever
// is asked of somebody.
bool may_change_order(std::string_view word) {
  return is_order_word(word) ||
         is_one_of(word, "if", "unless", "except", "only", "but", "or", "when", "whenever", "until", "till",
                   "before", "while", "whilst", "then", "else", "should", "shall", "may", "might", "maybe",
                   "perhaps", "must", "could", "would", "will", "you", "your", "u", "ask", "asked", "asks",
                   "said", "says", "say", "told", "tell", "wrote", "thinks", "think", "thought", "called",
                   "named", "name", "names", "password", "one", "ones", "which", "who", "whose", "where",
                   "instead", "rather", "later", "tomorrow", "tonight", "soon", "wait", "keep", "stay",
                   "stays", "important", "joke", "joking", "kidding", "question", "wish", "hope", "guess",
                   "wonder", "careful", "dangerous", "safe", "idea", "allowed", "forbidden", "permitted",
                   "mean", "means", "he", "she", "his", "her", "him", "example", "after", "once", "also",
                   "another", "other", "others", "rest", "everything", "all", "both", "how", "why", "what",
                   "boot", "startup", "plan", "decide", "decided", "sure", "whether", "though", "although",
                   "however", "unfortunately", "yet", "unsure", "uncertain", "doubt", "udp", "tcp", "python",
                   "rust", "java", "overwrite", "existing", "recursive", "sign");
}

bool is_subject(std::string_view word) {
  return is_one_of(word, "it", "its", "it's", "they", "they're", "i", "i'm", "im", "i've", "ive", "we",
                   "we're", "we've", "weve", "there", "there's", "theres", "nobody", "noone", "everyone",
                   "everybody");
}

bool is_told(std::string_view word) {
  return is_one_of(word, "is", "are", "was", "were", "has", "have", "had", "does", "do", "keeps", "hangs",
                   "needs", "takes", "eats", "uses", "crashes", "fills", "runs", "stops", "loses", "shows",
                   "gives", "works", "died", "broke", "crashed", "hung", "got", "went", "became", "lost",
                   "isn't", "isnt", "aren't", "arent", "doesn't", "doesnt", "don't", "dont", "won't", "wont",
                   "can't", "cant", "cannot", "hasn't", "hasnt", "haven't", "havent", "wasn't", "wasnt",
                   "didn't", "didnt", "did", "came", "changed", "stinks", "arrive");
}

// Whether somebody or something is spoken of: "it …", "the new site does …", "names can't …".
bool has_subject(const Words& words, Stretch in) {
  const std::string_view first = words.meant(in.first);
  const std::string_view second = words.meant(in.first + 1);
  if (first == "nothing") return in.last - in.first > 1 && second != "else";
  if (is_subject(first)) return in.last - in.first > 1;
  if (is_one_of(first, "no", "none") && is_one_of(second, "one", "of")) return true;
  const std::size_t from = is_determiner(first) ? in.first + 2 : in.first + 1;
  for (std::size_t i = from; i + 1 < in.last && i < from + 3; ++i) {
    if (is_told(words.meant(i))) return true;
  }
  // "the network hangs"
  return in.last - in.first > 2 && is_determiner(first) &&
         is_one_of(words.meant(in.last - 1), "hangs", "crashed", "died", "broke", "hung", "crashes");
}

// "wrong folder", "going to bed", "off to lunch", "no space left"
bool is_half_sentence(const Words& words, Stretch in) {
  const std::string_view first = words.meant(in.first);
  const std::string_view second = words.meant(in.first + 1);
  if (in.last - in.first < 2) return is_one_of(first, "oops", "ups", "sorry", "urgent", "bedtime");
  if (first == "no")
    return is_one_of(second, "space", "room", "disk", "memory") &&
           is_one_of(words.meant(in.last - 1), "left", "more", "anymore");
  if (is_one_of(first, "new", "fresh") && in.last - in.first < 5 &&
      !is_one_of(words.meant(in.last - 1), "one", "ones", "name"))
    return true;
  return is_one_of(first, "wrong", "gonna", "gotta") ||
         (first == "going" && is_one_of(second, "to", "home", "out")) ||
         (is_one_of(first, "off", "out") && is_one_of(second, "to", "for", "of")) ||
         (is_one_of(first, "done", "finished") && second == "for") ||
         (is_one_of(first, "almost", "nearly", "just", "all") &&
          is_one_of(second, "done", "finished", "ready")) ||
         (first == "my" && is_one_of(second, "mistake", "fault", "bad")) || (first == "leaving") ||
         (first == "running" && second == "out");
}

}  // namespace

// What somebody does without: the deeds after which it is gone, or at rest.
bool takes_away(const Words& words, Stretch order) {
  for (std::size_t i = order.first; i < order.last; ++i) {
    if (is_one_of(words.meant(i), "delete", "remove", "trash", "erase", "drop", "stop", "disable", "block",
                  "close", "rm", "kill", "bin", "toss", "throw", "clear", "empty", "disconnect", "archive",
                  "zip", "shut", "off", "down", "rid", "ditch", "dump", "discard", "compress", "pack",
                  "purge", "away", "scrap", "junk", "end", "leave", "deactivate", "scratch"))
      return true;
  }
  return false;
}

bool takes_back(const Words& words, Stretch order) {
  for (std::size_t i = order.first; i < order.last; ++i) {
    if (is_one_of(words.meant(i), "undo", "revert", "back", "restore", "rollback")) return true;
  }
  return false;
}

namespace {

// Whether nothing but "any more", "here", "right now" goes on to the end.
bool ends_so(const Words& words, std::size_t from, std::size_t last) {
  for (std::size_t i = from; i < last; ++i) {
    if (!is_one_of(words.meant(i), "any", "more", "anymore", "longer", "here", "now", "right", "today", "it",
                   "them", "at", "the", "moment", "days", "these", "really", "ever", "again", "in", "use",
                   "of", "anyway", "long", "this", "that", "for", "a", "while"))
      return false;
  }
  return true;
}

// "nobody needs it", "we don't use it any more", "it isn't needed": what is spoken of, not the deed.
bool says_nobody_needs(const Words& words, Stretch in, std::size_t negation) {
  const bool nobody = is_one_of(words.meant(negation), "nobody", "noone");
  for (std::size_t i = negation + 1; i < std::min(in.last, negation + 4); ++i) {
    const std::string_view word = words.meant(i);
    if (is_one_of(word, "one", "longer", "really", "even", "in", "of", "us", "do")) continue;
    if (is_one_of(word, "needed", "used", "required", "relevant"))
      return ends_so(words, i + 1, in.last) &&
             is_one_of(words.meant(in.first), "it", "its", "it's", "they", "the", "that", "this");
    if (!is_one_of(word, "need", "needs", "use", "uses", "want", "wants", "read", "reads", "miss", "misses",
                   "print", "opens", "visit", "visits", "using", "needing"))
      return false;
    // "we do not use telnet"
    if (i + 2 == in.last && is_one_of(word, "use", "uses", "using", "need") &&
        words.meant(i + 1).size() > 3 && !is_service_name(words.meant(i + 1)) &&
        words.meant(i + 1) != "this" && words.meant(i + 1) != "that")
      return !nobody && is_one_of(words.meant(in.first), "i", "we", "they");
    // "nobody wants that": the deed?
    if (is_one_of(word, "want", "wants") && !is_one_of(words.meant(i + 1), "it", "them")) return false;
    return (nobody || is_one_of(words.meant(in.first), "i", "we", "they", "no", "none", "it", "im", "i'm")) &&
           ends_so(words, i + 1, in.last);
  }
  return false;
}

// "it does not respond", "the page won't load", "names can't be resolved", "it hasn't been cleaned for
// months"
bool says_it_fails(const Words& words, Stretch in, std::size_t negation) {
  const std::string_view what = words.meant(negation);
  if (is_one_of(what, "hasn't", "hasnt", "haven't", "havent")) return words.meant(negation + 1) == "been";
  if (what == "nothing" && (negation == in.first || is_told(words.meant(negation - 1)))) return true;
  if (is_one_of(words.meant(in.first), "i", "we", "nobody", "you", "im", "i'm")) return false;
  for (std::size_t i = negation + 1; i < std::min(in.last, negation + 4); ++i) {
    if (is_one_of(words.meant(i), "work", "works", "working", "respond", "responds", "responding", "answer",
                  "answers", "answering", "load", "loads", "loading", "react", "reacts", "reacting", "start",
                  "print", "prints", "printing", "connect", "connects", "resolve", "resolves", "resolved",
                  "resolving", "reachable", "available", "accessible", "picked", "play", "playing", "opening",
                  "update", "updating", "responsive", "sync", "syncs", "syncing", "listen", "listening",
                  "accept", "accepting", "reply", "replying", "move", "reached", "online", "loaded", "seen",
                  "going", "come", "coming", "deliver", "delivering", "send", "sending"))
      return true;
  }
  return false;
}

// "a test run", "the dashboards are empty": no order, though it is a word of one.
bool is_noun_or_state(const Words& words, Stretch in, std::size_t at) {
  for (std::size_t i = at; i > in.first && at - i < 2; --i) {
    if (is_article(words.meant(i - 1))) return true;
  }
  if (at > in.first && words.meant(at - 1) == "to" &&
      is_one_of(words.meant(at), "see", "check", "test", "look", "read", "print", "show"))
    return true;
  return at > in.first && is_one_of(words.meant(at - 1), "is", "are", "was", "were", "it's", "its", "been",
                                    "so", "too", "almost", "nearly", "already", "still");
}

}  // namespace

// Whether the part says something beside the order and nothing of it.
bool is_aside(const Words& words, Stretch in, Stretch order) {
  if (tells_otherwise(words, in)) return false;
  const bool goes_on = in.first < in.last && words.meant(in.first) == "and";
  bool courtesy = !goes_on || in.first + 1 < in.last;
  for (std::size_t i = in.first + (goes_on ? 1 : 0); i < in.last; ++i)
    courtesy = courtesy && is_courtesy(words.meant(i)) && !(goes_on && words.meant(i) == "quickly");
  if (courtesy) return true;
  if (goes_on) return false;
  const bool undone = takes_back(words, order);
  bool because = false, purpose = false;
  while (in.first < in.last && is_one_of(words.meant(in.first), "because", "cause", "cuz", "coz", "bc",
                                         "since", "as", "so", "that")) {
    // "that is not what I wanted"
    if (undone && !because && words.meant(in.first) == "that") break;
    purpose = purpose || words.meant(in.first) == "so";
    because = true;
    ++in.first;
  }
  // "that is not needed": of what?
  if (because && in.first == in.last) return false;
  if (is_one_of(words.meant(in.first), "that", "this", "that's", "thats") && !undone) return false;
  if (!has_subject(words, in) && !is_half_sentence(words, in) &&
      !(undone && is_one_of(words.meant(in.first), "that", "this", "that's", "thats")))
    return false;
  bool fails = false;
  for (std::size_t i = in.first; i < in.last; ++i) {
    const Term& term = words.term(i);
    const std::string_view word = words.meant(i);
    if (term.kind != TermKind::word && term.kind != TermKind::age) return false;
    if (is_service_name(word)) return false;
    if (forbids_at(words, in, i) && !undone) return false;
    const bool negation = denies(word);
    if (negation && fails) return false;
    if (negation) {
      if (purpose) return false;
      // To its end it says nothing else.
      if (takes_away(words, order) && says_nobody_needs(words, in, i)) return true;
      // "i didnt mean to do that last move"
      if (undone && says_not_meant(words, {i + 1, in.last})) return true;
      const bool reason = says_it_fails(words, in, i) || (i == in.first && is_half_sentence(words, in));
      if (!reason) return false;
      fails = true;
      continue;
    }
    // "names can't be resolved"
    const bool named = word == "names" && i == in.first;
    if (named || (fails && is_one_of(word, "start", "print", "connect", "update", "open", "one", "resolve",
                                     "what", "yet")))
      continue;
    // "it hangs since monday"
    const bool since = i > in.first && is_one_of(words.meant(i - 1), "since", "last");
    if (is_another_time(word) && !since) return false;
    if (word == "too" && i + 1 == in.last) return false;
    if (is_order_word(word) && is_noun_or_state(words, in, i)) continue;
    // "to see if it compiles"
    if (word == "if" && i > in.first && is_one_of(words.meant(i - 1), "see", "know", "out")) continue;
    if (may_change_order(word) && !(purpose && word == "will") && !(undone && word == "what")) return false;
    // "delete it, I need it"
    if (!fails && !purpose && takes_away(words, order) &&
        (word == "still" ||
         (is_one_of(word, "need", "needs", "needed", "want", "wants", "use", "uses", "used") &&
          (i + 1 == in.last ||
           is_one_of(words.meant(i + 1), "it", "them", "that", "this", "those", "by", "for", "in", "on")))))
      return false;
  }
  // "delete /srv/w, the dba has the last word": what may be lost is not done for a story.
  if (!fails && !because && !undone && takes_away(words, order) && !is_half_sentence(words, in) &&
      !is_one_of(words.meant(in.first), "i'm", "im", "we're"))
    return false;
  // "its name is", "the next thing is"
  return !is_one_of(words.meant(in.last - 1), "is", "are", "was", "the", "a", "to", "of", "this", "and");
}

namespace {

bool begins_aside(const Words& words, std::size_t at) {
  if (is_one_of(words.meant(at), "because", "cause", "cuz", "coz")) return true;
  return is_one_of(words.meant(at), "since", "as", "so") &&
         (is_subject(words.meant(at + 1)) || (words.meant(at) == "so" && words.meant(at + 1) == "that"));
}

// Where a part begins, and the end of all.
std::vector<std::size_t> parts_of(const Utterance& utterance, std::span<const Term> terms,
                                  const Words& words) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const std::string_view between =
        std::string_view(utterance.clean).substr(terms[i - 1].end, terms[i].begin - terms[i - 1].end);
    // "could you restart it? it hangs"
    const bool asked = between.find('?') != std::string_view::npos &&
                       is_one_of(words.meant(beginning(words)), "can", "could", "would", "will");
    const bool pause = asked || between.find_first_of(",.;!(") != std::string_view::npos ||
                       between.find(" - ") != std::string_view::npos;
    if (pause || begins_aside(words, i)) starts.push_back(i);
  }
  starts.push_back(terms.size());
  return starts;
}

bool orders_something(const Words& words, std::size_t at) {
  while (is_one_of(words.meant(at), "please", "pls", "plz", "so", "then", "now", "just", "and")) ++at;
  return begins_order(words, at);
}

}  // namespace

// "the old file is not needed, delete it": the order is about what the aside names.
bool speaks_of_aside(const Words& words, Stretch order) {
  for (std::size_t i = order.first; i < order.last; ++i) {
    // "this machine" is no other thing's name.
    if (words.meant(i) == "this" && is_one_of(words.meant(i + 1), "machine", "computer", "server", "box",
                                              "pc", "laptop", "host", "system"))
      continue;
    if (is_one_of(words.meant(i), "it", "them", "that", "this", "these", "those", "one", "there", "its"))
      return true;
  }
  return false;
}

namespace {

// How many words at the end say "as soon as possible", "as soon as you can": now.
std::size_t words_of_haste(const Words& words, Stretch order) {
  for (const std::size_t count : {4U, 5U}) {
    if (order.last < order.first + count + 1) break;
    const std::size_t at = order.last - count;
    if (words.meant(at) == "as" && words.meant(at + 1) == "soon" && words.meant(at + 2) == "as" &&
        (count == 4 ? words.meant(at + 3) == "possible"
                    : words.meant(at + 3) == "you" && words.meant(at + 4) == "can"))
      return count;
  }
  return 0;
}

// The part that the order begins with, behind asides; 0 for the first, and their number when there is none.
std::size_t part_of_order(const Words& words, const std::vector<std::size_t>& parts) {
  const auto from = [&](std::size_t part) {
    while (part + 1 < parts.size() && !orders_something(words, parts[part])) ++part;
    return part;
  };
  if (!begins_order(words, beginning(words))) return from(1);
  // "I have to leave, put the computer to sleep": what somebody must do is no order yet.
  if (!is_one_of(words.meant(0), "i", "we") || parts.size() < 3) return 0;
  const std::size_t later = from(1);
  return later + 1 < parts.size() && is_aside(words, {0, parts[1]}, {parts[later], words.size()}) ? later : 0;
}

}  // namespace

std::optional<std::string> order_without_asides(const Utterance& utterance, std::span<const Term> terms,
                                                std::span<const Seen> seen) {
  const std::array<bool, kMaxTokens + 1> none{};
  const Words words(terms, seen, std::span(none).first(terms.size()));
  const std::vector<std::size_t> parts = parts_of(utterance, terms, words);
  Stretch order{0, terms.size()};
  // What comes before: "im off to lunch, suspend the machine".
  if (const std::size_t part = part_of_order(words, parts); part > 0) {
    if (part + 1 >= parts.size()) return std::nullopt;
    order.first = parts[part];
    if (speaks_of_aside(words, order) && !takes_back(words, order)) return std::nullopt;
    for (std::size_t i = 0; i < part; ++i) {
      if (!is_aside(words, {parts[i], parts[i + 1]}, order)) return std::nullopt;
    }
  }
  for (std::size_t i = parts.size() - 1; i > 0 && parts[i - 1] > order.first; --i) {
    if (!is_aside(words, {parts[i - 1], parts[i]}, {order.first, parts[i - 1]})) break;
    order.last = parts[i - 1];
  }
  // "unpack a.zip to /srv/a thx"
  while (order.last > order.first + 1 &&
         (is_thanks(words.meant(order.last - 1)) ||
          (words.meant(order.last - 1) == "you" && words.meant(order.last - 2) == "thank")))
    --order.last;
  order.last -= words_of_haste(words, order);
  if (order.first == 0 && order.last == terms.size()) return std::nullopt;
  return text_of(utterance, terms[order.first], terms[order.last - 1]);
}

}  // namespace maxos::language
