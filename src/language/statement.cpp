#include "language/statement.h"

#include <algorithm>

#include "language/caution.h"
#include "language/clauses.h"
#include "language/negation.h"
#include "language/no_order.h"
#include "language/reasons.h"
#include "language/service_names.h"
#include "language/statement_words.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// The first word of the order that says what is done.
std::string_view deed_of(const Words& words, Stretch order) {
  for (std::size_t i = order.first; i < order.last; ++i) {
    const std::string_view word = words.meant(i);
    if (words.term(i).kind != TermKind::word ||
        is_one_of(word, "please", "pls", "plz", "can", "could", "would", "will", "you", "u", "hey", "ok",
                  "okay", "just", "so", "and", "now", "then", "i", "want", "need", "to", "kindly", "go",
                  "ahead"))
      continue;
    return word;
  }
  return {};
}

// "we don't restart it", behind an order to restart.
bool speaks_of_deed(std::string_view word, std::string_view deed) {
  return deed.size() > 3 && word.size() > 3 && word.substr(0, 4) == deed.substr(0, 4);
}

// What follows a negation, where the deed or the wish for it is denied.
bool denies_the_deed(const Words& words, Stretch part, std::size_t at, bool takes) {
  const std::string_view negation = words.meant(at);
  // "it is not in the right place", "customs can't see us"
  if (is_one_of(words.meant(part.last - 1), "place", "spot", "location")) return false;
  if (is_one_of(negation, "can't", "cant", "cannot") && !is_speaker(words.meant(part.first)) &&
      is_one_of(words.meant(at + 1), "see", "reach", "find", "access", "get", "log", "use", "open", "connect",
                "load", "print", "work", "login"))
    return false;
  // "i can never find anything"
  if (negation == "never" && at > part.first &&
      is_one_of(words.meant(at + 1), "find", "finds", "found", "know", "knows", "remember", "works", "worked",
                "see", "understood", "learned", "looks"))
    return false;
  if (at + 1 >= part.last || is_one_of(negation, "never", "neither", "nor", "shouldn't", "shouldnt",
                                       "mustn't", "mustnt", "needn't", "wouldn't", "wouldnt"))
    return true;
  if (negation == "no" &&
      is_one_of(words.meant(at + 1), "need", "reason", "way", "rush", "hurry", "point", "one"))
    return words.meant(at + 1) != "one" || at + 2 >= part.last;
  for (std::size_t i = at + 1; i < std::min(part.last, at + 4); ++i) {
    const std::string_view word = words.meant(i);
    if (is_one_of(word, "do", "does", "did", "doing"))
      return !is_one_of(words.meant(i + 1), "anything", "much", "nothing");
    if (is_one_of(word, "want", "wants", "wanted", "allow", "allowed", "done", "agree", "approve", "sure",
                  "yet", "ready", "finished", "finish", "safe", "happen", "supposed", "ok", "okay", "good",
                  "mean", "certain", "important", "urgent", "asked", "ordered", "right", "true", "wise",
                  "touch", "touched", "touches", "like", "necessary", "see", "think", "necessarily",
                  "recommend", "advise", "tested", "ours", "mine", "yours", "theirs", "hers", "his", "our",
                  "my", "have", "going", "planning", "care", "sign", "signed", "reviewed", "cleared"))
      return word != "have" || words.meant(i + 1) == "to";
    if (!takes && is_one_of(word, "need", "needs", "needed", "required", "require", "requires")) return true;
  }
  return false;
}

// "I still need it", "karl uses it": of what would be gone.
bool says_it_is_needed(const Words& words, Stretch part, std::size_t i) {
  const std::string_view word = words.meant(i);
  // "my quota is used up"
  if (word == "used" && words.meant(i + 1) == "up") return false;
  if (is_one_of(word, "still", "important", "critical", "production", "live", "needed", "used", "loves",
                "love"))
    return true;
  return is_one_of(word, "need", "needs", "want", "wants", "use", "uses", "using", "wanted", "needing") &&
         (i + 1 == part.last || is_one_of(words.meant(i + 1), "it", "them", "that", "this", "those", "these",
                                          "by", "for", "in", "on", "every", "daily"));
}

// The term behind the subject's first word that tells; the end of the part when there is none.
std::size_t verb_in(const Words& words, Stretch part) {
  const std::string_view first = words.meant(part.first);
  if (words.term(part.first).kind != TermKind::word) return part.last;
  if (is_pronoun(first)) return part.first + 1 < part.last ? part.first + 1 : part.last;
  // "changed one line in the vhost"
  if (is_past(first) && part.first + 2 < part.last &&
      (is_determiner(words.meant(part.first + 1)) || is_pronoun(words.meant(part.first + 1)) ||
       is_one_of(words.meant(part.first + 1), "one", "two", "some", "something", "everything", "all")))
    return part.first;
  // "QA signed it off"
  if (!determines_noun(first) && !begins_no_statement(first) && !is_order_word(first) &&
      (is_past(words.meant(part.first + 1)) ||
       is_one_of(words.meant(part.first + 1), "gave", "took", "made", "got", "sent", "put", "left")) &&
      part.first + 2 < part.last &&
      (is_determiner(words.meant(part.first + 2)) ||
       is_one_of(words.meant(part.first + 2), "it", "them", "us", "me", "this", "that")))
    return part.first + 1;
  // "case closed"
  if (part.last == part.first + 2 &&
      is_one_of(words.meant(part.first + 1), "closed", "done", "resolved", "over"))
    return part.first + 1;
  // "that's me done for the evening"
  if (is_one_of(first, "that's", "thats") && words.meant(part.first + 1) == "me" &&
      is_one_of(words.meant(part.first + 2), "done", "finished", "off", "away"))
    return part.first + 2;
  if (begins_no_statement(first) && !determines_noun(first)) {
    // "no one needs it"
    const bool no_one = first == "no" && is_one_of(words.meant(part.first + 1), "one", "space", "body");
    return no_one && part.last - part.first > 2 ? part.first + 2 : part.last;
  }
  // "that is what I want"
  if (is_one_of(first, "that", "this") && is_finite(words.meant(part.first + 1))) return part.last;
  if (begins_order(words, part.first)) return part.last;
  const bool noun = determines_noun(first);
  // "waht do our documents say"
  if (!noun && is_one_of(words.meant(part.first + 1), "do", "does", "did", "is", "are", "can") &&
      (determines_noun(words.meant(part.first + 2)) || is_pronoun(words.meant(part.first + 2))))
    return part.last;
  const std::size_t from = part.first + (noun ? 2 : 1);
  for (std::size_t i = from; i < std::min(part.last, from + (noun ? 5 : 2)); ++i) {
    if (words.term(i).kind != TermKind::word) return part.last;
    // "the guests only see an error page"
    const std::string_view before = words.meant(is_adverb(words.meant(i - 1)) ? i - 2 : i - 1);
    const bool plural = noun && before.size() > 3 && before.ends_with('s') && !before.ends_with("ss");
    if (is_finite(words.meant(i)) || (plural && is_plural_verb(words.meant(i))) ||
        (noun && i + 1 < part.last && (is_past(words.meant(i)) || is_adverb(words.meant(i)))))
      return i;
  }
  // "the board arrived", "the security scan complained"
  return noun && part.last > part.first + 2 && part.last < part.first + 6 &&
                 is_past(words.meant(part.last - 1))
             ? part.last - 1
             : part.last;
}

// "i want the newest first", "i need a list": asks, and does not tell.
bool asks_for_more(const Words& words, Stretch part) {
  const std::string_view second = words.meant(part.first + 1);
  if (!is_speaker(words.meant(part.first))) return false;
  // "we need room for the x-rays"
  if (is_one_of(second, "need", "want") &&
      (is_one_of(words.meant(part.first + 2), "room", "space", "memory") ||
       is_one_of(words.meant(part.first + 3), "room", "space", "memory")))
    return false;
  if (is_one_of(second, "just", "only", "really") &&
      is_one_of(words.meant(part.first + 2), "want", "need", "wanted"))
    return true;
  return begins_order(words, part.first) &&
         !(is_one_of(second, "need", "want") &&
           is_one_of(words.meant(part.first + 2), "it", "that", "them", "this", "those", "the"));
}

Bearing heavier(Bearing a, Bearing b) {
  return std::max(a, b);
}

// What a word or a value of the statement does to a change.
Bearing bearing_on_change(const Words& words, Stretch part, Stretch order, std::size_t i, bool negated,
                          bool purpose) {
  const std::string_view word = words.meant(i);
  if (purpose && words.term(i).kind == TermKind::word && is_of_purpose(word)) return Bearing::doubtful;
  const bool takes = takes_away(words, order);
  const bool speaker = is_speaker(words.meant(part.first));
  const TermKind kind = words.term(i).kind;
  if (kind == TermKind::age) {
    const bool to_come = is_one_of(words.meant(i - 1), "in", "within", "after", "until", "next", "by");
    // "the season starts in 1 hour"
    const bool event = is_one_of(words.meant(i - 2), "starts", "begins", "opens", "closes", "arrives",
                                 "comes", "leaves", "ends", "sale") &&
                       words.meant(i - 1) == "in" &&
                       !is_one_of(words.meant(part.first), "it", "that", "this");
    if (event) return Bearing::doubtful;
    return to_come ? Bearing::changes : Bearing::none;
  }
  if (kind == TermKind::number)
    return is_one_of(words.meant(i - 1), "port", "at", "by", "in", "number") ? Bearing::changes
                                                                             : Bearing::doubtful;
  if (kind == TermKind::clock) {
    // "i'll be finished at 18:00"
    for (std::size_t k = order.first; k < order.last; ++k) {
      if (words.term(k).kind == TermKind::clock || words.term(k).kind == TermKind::age)
        return Bearing::changes;
    }
    return Bearing::forbids;
  }
  if (kind != TermKind::word) return Bearing::changes;
  // "i don't trust myself"
  // "the accountant is finished"
  const bool over = word == "finished" && is_one_of(words.meant(i - 1), "is", "are", "has", "have") &&
                    !is_one_of(words.meant(part.first), "it", "this", "that", "i", "we");
  // "I made a mistake, undo it"
  const bool mistaken = word == "mistake" && takes_back(words, order);
  const bool own =
      over || mistaken || (word == "myself" && words.meant(i - 1) == "trust") ||
      // "before i embarrass myself"
      (word == "myself" && part.first > 0 && words.meant(part.first - 1) == "before") ||
      // "nobody was in the waiting room", "it was only a test"
      (word == "waiting" && !forbids_at(words, part, i)) ||
      (word == "test" && is_one_of(words.meant(i - 1), "a", "only", "my")) ||
      // "the film stays blocked"
      (is_one_of(word, "stays", "remains") &&
       is_one_of(words.meant(i + 1), "blocked", "stuck", "frozen", "black", "blank", "offline")) ||
      // "we leave all for the beach"
      (word == "leave" && speaker &&
       !is_one_of(words.meant(i + 1), "it", "that", "them", "this", "those", "the", "alone", "my")) ||
      // "people keep nagging us"
      (word == "keep" && words.meant(i + 1).ends_with("ing"));
  if (!own && forbids_at(words, part, i)) return Bearing::forbids;
  if ((matters_to_change(word) && !own) || speaks_of_deed(word, deed_of(words, order)))
    return Bearing::changes;
  if (takes && !negated && says_it_is_needed(words, part, i)) {
    // "block port 23, the admin wants that"
    if (is_one_of(deed_of(words, order), "block", "close") && words.meant(i + 1) == "that")
      return Bearing::doubtful;
    const bool speaker_needs = speaker && is_one_of(words.meant(i + 1), "it", "them") && i + 2 >= part.last;
    return speaker_needs ? Bearing::forbids : Bearing::changes;
  }
  // "QA has to sign it off"
  if (is_one_of(word, "has", "have") && words.meant(i + 1) == "to" && !speaker &&
      !is_pronoun(words.meant(part.first)) &&
      is_one_of(words.meant(i + 2), "sign", "agree", "approve", "confirm", "decide", "check", "review"))
    return Bearing::forbids;
  if (takes && word == "still") return Bearing::changes;
  if (word == "should") {
    // "nobody should be talking telnet any more"; but "nobody should touch it"
    const bool nobody = is_one_of(words.meant(part.first), "nobody", "noone") && words.meant(i + 1) == "be" &&
                        !is_one_of(words.meant(part.last - 1), "it", "that", "this", "them");
    return nobody || words.meant(i + 1) == "have" ? Bearing::doubtful : Bearing::changes;
  }
  if (is_another_time(word) || is_one_of(word, "tonight", "tomorrow")) {
    // "i'm on call tonight"; but "we do that tomorrow"
    bool of_it = false;
    for (std::size_t k = part.first + 1; k < part.last; ++k)
      // "i have to hand it in soon"
      of_it = of_it || is_one_of(words.meant(k), "that", "this", "them", "do", "need", "will") ||
              (words.meant(k) == "it" &&
               !is_one_of(words.meant(k - 1), "hand", "present", "submit", "show", "bring"));
    if (is_one_of(word, "while", "after", "every", "daily", "weekly", "nightly")) return Bearing::doubtful;
    return speaker && !of_it && word != "before" ? Bearing::doubtful : Bearing::changes;
  }
  if (denies_it(word)) return denies_the_deed(words, part, i, takes) ? Bearing::changes : Bearing::doubtful;
  if (says(word)) {
    // "ruth says its fine now"
    if (is_one_of(words.meant(i + 1), "it's", "its") &&
        is_one_of(words.meant(i + 2), "fine", "ok", "okay", "good", "ready", "dodgy", "broken", "unsafe"))
      return Bearing::doubtful;
    const std::size_t behind =
        i + 1 < part.last && is_one_of(words.meant(i + 1), "me", "us", "so", "that", "at") ? i + 2 : i + 1;
    if (behind >= part.last || (words.meant(behind - 1) == "at" && behind + 1 == part.last))
      return Bearing::forbids;
    for (std::size_t k = part.first; k < i; ++k) {
      if (is_text(words.meant(k))) return Bearing::changes;
    }
    // "marek wants to play"
    if (words.meant(behind) == "to" && is_one_of(word, "wants", "wanted") &&
        !is_change_word(words.meant(behind + 1)))
      return Bearing::doubtful;
    if (words.meant(behind) == "to" && !is_one_of(word, "goes", "went")) return Bearing::changes;
    // "the teacher told the class": who says it, and not what is.
    bool content = false;
    for (std::size_t k = i + 1; k < part.last; ++k)
      content =
          content || is_finite(words.meant(k)) || is_past(words.meant(k)) || words.meant(k).ends_with("'s");
    if (!content && part.first >= order.last && !speaker &&
        !is_one_of(word, "goes", "went", "wants", "wanted"))
      return Bearing::forbids;
    // "my boss wrote the disk is full, delete /srv/w": who orders that?
    if (part.last <= order.first && !speaker && !is_one_of(word, "goes", "went", "wants", "wanted"))
      return Bearing::changes;
  }
  // Another service than the order's.
  if (is_service_name(word)) {
    for (std::size_t k = order.first; k < order.last; ++k) {
      if (words.meant(k) == word) return Bearing::doubtful;
    }
    const bool why = part.first > 0 &&
                     is_one_of(words.meant(part.first - 1), "since", "because", "as", "cause", "that", "so");
    // "my quota" is no service.
    const bool noun = is_one_of(words.meant(i - 1), "my", "our", "a", "his", "her");
    return why || noun ? Bearing::doubtful : Bearing::changes;
  }
  return makes_doubtful(word) ? Bearing::doubtful : Bearing::none;
}

Bearing bearing_on_read(const Words& words, Stretch part, std::size_t i) {
  switch (words.term(i).kind) {
    case TermKind::word:
      break;
    case TermKind::age:
      return Bearing::doubtful;
    case TermKind::quoted:
      // "the build says 'no space left'"
      return i > part.first && says(words.meant(i - 1)) ? Bearing::none : Bearing::changes;
    case TermKind::number:
      return i == part.first || is_one_of(words.meant(i - 1), "port", "line", "lines", "only")
                 ? Bearing::changes
                 : Bearing::doubtful;
    case TermKind::size:
    case TermKind::amount:
      return is_one_of(words.meant(part.first), "it", "they") ? Bearing::changes : Bearing::doubtful;
    default:
      return Bearing::changes;
  }
  return is_one_of(words.meant(i), "only") ? Bearing::doubtful : Bearing::none;
}

}  // namespace

bool forbids_at(const Words& words, Stretch part, std::size_t i) {
  const std::string_view word = words.meant(i);
  const std::string_view next = words.meant(i + 1);
  // "we do that on sundays", "i already did"
  if (is_one_of(word, "do", "does", "did", "done") && words.meant(i - 1) != "to")
    return (i + 1 >= part.last && is_pronoun(words.meant(part.first))) ||
           is_one_of(next, "it", "that", "this", "so", "them");
  // "i'm travelling tomorrow"
  if (is_one_of(word, "tomorrow", "later") && is_speaker(words.meant(part.first))) return false;
  // "my son still has to save his work"
  if (word == "still") return is_one_of(next, "has", "have", "need", "needs") && words.meant(i + 2) == "to";
  // "it's up to karl"
  if (word == "up" && next == "to")
    return i + 2 < part.last && words.meant(i + 2) != "date" && words.term(i + 2).kind == TermKind::word;
  // "the film stays blocked"
  if (is_one_of(word, "stays", "remains") && is_stuck(next)) return false;
  if (word == "blocked" && i > part.first && is_one_of(words.meant(i - 1), "stays", "remains", "is"))
    return false;
  if (word == "left") return next == "out" || next == "alone";
  if (word == "waiting" && is_one_of(next, "room", "list", "area", "line")) return false;
  // "i've got jobs waiting", "is printing 300 menus by mistake"
  if (word == "waiting" && i + 1 >= part.last && i > part.first + 2 && is_speaker(words.meant(part.first)))
    return false;
  if (word == "mistake" && words.meant(i - 1) == "by") return false;
  return forbids(word);
}

Statement statement_in(const Words& words, Stretch part, Stretch order) {
  const Stretch whole = part;
  Statement out;
  // "its due at midnight"
  if (is_one_of(words.meant(part.first), "its", "it's") && words.meant(part.first + 1) == "due")
    return {.found = true, .on_change = Bearing::doubtful, .on_read = Bearing::none};
  const bool moment = is_own_moment(words, part);
  const bool reason = !moment && begins_reason(words, part.first);
  const bool purpose = words.meant(part.first) == "so";
  const bool because = is_one_of(words.meant(part.first), "because", "cause", "cuz", "coz");
  part.first = moment ? part.first + 1 : behind_conjunction(words, part);
  if (part.first + 1 >= part.last) return out;
  std::size_t verb = moment ? part.first + 1 : verb_in(words, part);
  // What tells stands somewhere behind "because", though no list holds it.
  if (verb >= part.last && because && part.first + 2 < part.last && !begins_order(words, part.first))
    verb = part.first + 1;
  if (verb >= part.last || asks_for_more(words, part)) return out;
  out.found = true;
  out.on_change = takes_away(words, order) && !reason ? Bearing::doubtful : Bearing::none;
  // "so that the biggest come first" may say how.
  out.on_read = purpose ? Bearing::doubtful : Bearing::none;
  // "the next thing is", "its name was"; but "Bernard swears there is".
  if (is_one_of(words.meant(part.last - 1), "is", "are", "was", "the", "a", "to", "of", "this", "and")) {
    out.on_change = Bearing::changes;
    if (!is_one_of(words.meant(part.last - 2), "there", "it", "they", "he", "she")) return {true};
  }
  if (tells_otherwise(words, whole)) out.on_change = Bearing::forbids;
  bool negated = false;
  for (std::size_t i = part.first; i < part.last; ++i) {
    const std::string_view word = words.meant(i);
    if (words.term(i).kind == TermKind::word) {
      const bool asked = word == "if" && i > part.first &&
                         !is_one_of(words.meant(i - 1), "see", "know", "out", "check", "wonder", "wondering");
      const bool one = word == "one" && !is_one_of(words.meant(i - 1), "no", "any", "every", "some", "this");
      // "the customer called twice"
      const bool phoned =
          word == "called" && i + 1 <= part.last &&
          (i + 1 == part.last || is_one_of(words.meant(i + 1), "twice", "again", "me", "us", "today", "in",
                                           "about", "this", "from", "yesterday", "three"));
      // "the last part is fine" says how much.
      const bool enough = word == "fine" && is_one_of(words.meant(i - 1), "is", "are", "be");
      if (enough || (always_matters(word) && !phoned) || asked || (one && i + 1 >= part.last)) return {true};
      negated = negated || denies_it(word);
    }
    out.on_change = heavier(out.on_change, bearing_on_change(words, part, order, i, negated, purpose));
    out.on_read = heavier(out.on_read, bearing_on_read(words, part, i));
  }
  if (moment && out.on_change == Bearing::doubtful) out.on_change = Bearing::changes;
  return out;
}

}  // namespace maxos::language
