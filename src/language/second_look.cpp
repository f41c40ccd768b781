#include "language/second_look.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "language/looked_at.h"
#include "language/no_order.h"
#include "language/no_request.h"
#include "language/outcome.h"
#include "language/said_otherwise.h"
#include "language/service_names.h"
#include "language/spoken_of.h"
#include "language/statement_words.h"
#include "language/strict_look.h"
#include "language/told_rather.h"

namespace maxos::language {
namespace {

class Look : LookedAt {
 public:
  using LookedAt::LookedAt;

  Caution caution() const {
    if (!is("dev.test") && asks()) return Caution::asked;
    if (asks_before()) return Caution::asked;
    if (const Caution tail = caution_of_tails(); tail != Caution::none) return tail;
    if (is_elsewhere()) return Caution::elsewhere;
    if (names_part() || goes_on_with_noun()) return Caution::part;
    return Caution::none;
  }

 private:
  // "restart nginx?", "delete ~/a, ok?", "can you even delete ~/a?"
  bool asks() const {
    const std::size_t last = text_.find_last_not_of(" \t\"')!");
    if (last == std::string_view::npos || text_[last] != '?') return false;
    bool requested =
        said_.at(0) == "could" || said_.any(0, said_.size(), "mind", "possible", "chance", "favour", "favor");
    for (std::size_t i = 0; i < said_.size(); ++i) {
      requested = requested || is_polite(said_.at(i));
      const bool modal = is_modal_of_request(said_.at(i)) || said_.at(i) == "may";
      // "can we have a new folder"
      requested = requested || (modal && is_one_of(said_.at(i + 1), "we", "i") &&
                                is_one_of(said_.at(i + 2), "have", "get"));
      if (!modal || !is_you(said_.at(i + 1))) continue;
      const std::string_view next = said_.at(i + 2);
      if (is_one_of(next, "even", "still", "ever", "already", "really", "actually") ||
          (next == "be" && said_.at(i + 3) != "so"))
        return true;
      requested = true;
    }
    return !requested;
  }

  // "as agreed? Delete ~/a"
  bool asks_before() const {
    const std::size_t mark = text_.find('?');
    if (mark == std::string_view::npos || mark + 2 >= text_.size()) return false;
    for (std::size_t i = 0; i < std::min<std::size_t>(said_.size(), 5) && said_.term(i).begin < mark; ++i) {
      if (is_one_of(said_.at(i), "agreed", "approved", "allowed", "right", "sure", "permitted", "settled",
                    "decided", "confirmed"))
        return true;
    }
    return false;
  }

  // What is said behind a pause.
  Caution caution_of_tails() const {
    for (std::size_t i = 1; i < said_.size(); ++i) {
      if (!said_.pauses(i)) continue;
      const std::size_t end = end_of(i);
      if (const Caution caution = caution_of_tail(i, end); caution != Caution::none) return caution;
    }
    return Caution::none;
  }

  Caution caution_of_tail(std::size_t first, std::size_t end) const {
    const std::string_view word = said_.at(first);
    const bool undo = is("file.undo");
    if (any_change_before(first) && !undo) {
      if (is_one_of(word, "nah", "nope", "nein", "negative", "veto", "revoke", "abort", "pause", "postpone",
                    "hold", "typo", "idk", "nevermind", "oops", "ups", "wrong", "scratch"))
        return Caution::negated;
      // "delete, um, ~/a" goes on
      if (is_one_of(word, "hm", "hmm", "uh", "um", "er", "erm", "sorry") &&
          !any_slot(first + 1, said_.size()) && (word != "sorry" || first + 1 < said_.size()))
        return Caution::negated;
    }
    if (any_change_before(first)) {
      for (std::size_t i = first; i < end; ++i) {
        if (is_one_of(said_.at(i), "mean", "meant") && is_one_of(said_.at(i - 1), "i", "we"))
          return Caution::other_action;
        if (said_.says(i, "take", "it", "back") || said_.says(i, "take", "that", "back") ||
            (is_one_of(said_.at(i), "withdraw", "regret", "cancel") &&
             is_one_of(said_.at(i + 1), "it", "that", "this")))
          return Caution::negated;
        if (said_.says(i, "is", "on", "it") || said_.says(i, "works", "again") ||
            said_.says(i, "up", "again"))
          return Caution::reported;
        if (is_one_of(said_.at(i), "thinks", "said", "says", "thought", "suggests") &&
            !is_text(said_.at(i - 1)) && (i + 1 == end || i == first))
          return Caution::reported;
      }
      if (word == "keep" && is_one_of(said_.at(first + 1), "it", "them", "that", "this", "those"))
        return Caution::negated;
      if ((word == "done" && end == first + 1) || (word == "already" && !any_slot(first, end)))
        return Caution::reported;
      if (word == "for" && is_one_of(said_.at(first + 1), "example", "instance")) return Caution::reported;
      if (said_.says(first, "so", "to", "speak")) return Caution::reported;
    }
    if (any_change_before(first) && !any_slot(first, end) && leaves_out(first, end)) return Caution::part;
    return Caution::none;
  }

  bool any_change_before(std::size_t last) const {
    if (is("network.vpn") || is("system.power")) return true;
    for (std::size_t i = 0; i < last; ++i) {
      if (is_change_word(said_.at(i)) || inflects_change(said_.at(i), "ed") ||
          inflects_change(said_.at(i), "ing"))
        return true;
    }
    return false;
  }

  // ", leaving the raws", ", the blurry ones", ", just one worker", ", i need the raws"
  bool leaves_out(std::size_t first, std::size_t end) const {
    // "into folders, one for each type"
    if (said_.at(first) == "one" && is_one_of(said_.at(first + 1), "for", "per", "folder")) return false;
    // "only stuff older than a month"
    for (std::size_t i = first; i < end; ++i) {
      if (is_one_of(said_.at(i), "older", "larger", "bigger")) return false;
    }
    const std::string_view word = said_.at(first);
    if (is_one_of(word, "leaving", "skipping", "ignoring", "omitting", "sparing", "spare", "bar", "barring",
                  "minus", "those", "one", "some", "half") ||
        said_.says(first, "at", "least"))
      return true;
    if (is_one_of(word, "just", "only"))
      return !is_one_of(said_.at(first + 1), "in", "to", "because", "do", "so", "a", "now", "like",
                        "checking", "asking");
    if (word == "the" && end - first < 5) {
      bool tells = false;
      for (std::size_t i = first + 1; i < end; ++i)
        tells = tells || is_finite(said_.at(i)) || is_past(said_.at(i)) || said_.at(i).ends_with("ing") ||
                is_service_name(said_.at(i));
      if (!tells && end > first + 1) return true;
    }
    if (!is("file.delete") && !is("file.empty_trash") && !is("file.move")) return false;
    for (std::size_t i = first; i < end; ++i) {
      if (denies_it(said_.at(i))) return false;
      if (i == first || !is_one_of(said_.at(i), "need", "needs", "want", "wants", "keep")) continue;
      std::size_t object = i + 1;
      if (!is_determiner(said_.at(object))) continue;
      while (is_determiner(said_.at(object))) ++object;
      return !is_one_of(said_.at(object), "space", "room", "disk", "memory", "storage", "place", "name",
                        "gigabytes", "extra", "free");
    }
    return false;
  }

  static bool is_possessive(std::string_view word) {
    return word.ends_with("'s") && !is_one_of(word, "that's", "what's", "it's", "let's", "there's", "here's",
                                              "he's", "she's", "who's", "everything's");
  }

  static bool has_digits(std::string_view word) {
    return word.find_first_of("0123456789") != std::string_view::npos &&
           word.find_first_of("abcdefghijklmnopqrstuvwxyz") == 0;
  }

  // "delete web02:~/a", "undo karl's last change", "reboot node 3", "in the cloud firewall"
  bool is_elsewhere() const {
    for (std::size_t at = text_.find(':'); at != std::string_view::npos; at = text_.find(':', at + 1)) {
      const std::string_view rest = text_.substr(at + 1);
      if (at > 0 && text_[at - 1] != ' ' &&
          (rest.starts_with("~/") || (rest.starts_with("/") && !rest.starts_with("//"))))
        return true;
    }
    for (std::size_t i = 1; i < said_.size(); ++i) {
      if (is_one_of(said_.at(i), "in", "on", "from", "to")) {
        const std::size_t place = is_determiner(said_.at(i + 1)) ? i + 2 : i + 1;
        if (is_one_of(said_.at(place), "dropbox", "vm", "cloud", "jira", "onedrive", "facebook", "gmail",
                      "outlook", "azure", "aws") &&
            !fills_slot(place))
          return true;
        const bool other = is("network.firewall") && place == i + 2 && said_.at(place + 1) == "firewall";
        if (other && !is_one_of(said_.at(place), "local", "system", "linux", "host", "machine", "server"))
          return true;
        if (said_.at(i) == "from" && has_digits(said_.at(i + 1)) && !fills_slot(i + 1) &&
            (is("file.move") || is("file.copy")))
          return true;
        const bool of_change =
            is_one_of(said_.at(i - 1), "change", "changes", "delete", "edit", "update", "move", "thing");
        if (is("file.undo") && of_change && place < said_.size() && said_.is_word(place) &&
            !fills_slot(place) && !is_folder_noun(said_.at(place)) && said_.at(i) != "from" &&
            !is_one_of(said_.at(place), "how", "my", "undo", "what", "where", "order", "way", "it", "case",
                       "normal", "state", "files", "folder"))
          return true;
      }
      const std::string_view word = said_.at(i);
      if (is("system.power") && !fills_slot(i)) {
        if (has_digits(word)) return true;
        if (said_.term(i).kind == TermKind::number &&
            is_one_of(said_.at(i - 1), "node", "host", "server", "machine", "box", "vm", "pc"))
          return true;
      }
      if (is("system.power") && has_digits(said_.term(i).lower) && said_.is_word(i)) return true;
      if (is("file.undo") && (is_possessive(word) || is_one_of(word, "his", "her", "their", "firewall",
                                                               "deployment", "mail", "email")))
        return true;
      if (is("file.undo") && word == "made" && !is_one_of(said_.at(i - 1), "i", "you", "just", "we"))
        return true;
      if (is("file.delete") && is_possessive(word) && !fills_slot(i) && i < 3) return true;
    }
    return false;
  }

  // "delete ~/photos from 2019", "that are blurry", "of karl"; "allow port 22 for the next hour"
  bool names_part() const {
    const bool takes = is("file.delete") || is("file.empty_trash");
    for (std::size_t i = 2; i + 1 < said_.size(); ++i) {
      const std::string_view word = said_.at(i);
      // "bring up wg0 and wg1"
      if (is("network.vpn") && is_one_of(word, "and", "or") && has_digits(said_.term(i + 1).lower))
        return true;
      if (is("network.firewall") && word == "for" &&
          (said_.at(i + 1) == "the" ? said_.at(i + 2) == "next" : said_.term(i + 1).kind == TermKind::age))
        return true;
      if (!takes || fills_slot(i)) continue;
      const bool behind =
          !said_.is_word(i - 1) || is_one_of(said_.at(i - 1), "trash", "bin", "folder", "directory");
      if (!behind) continue;
      if (word == "that" && is_one_of(said_.at(i + 1), "are", "is", "were", "was", "have", "has") &&
          !said_.any(i + 2, i + 5, "older", "larger", "bigger", "old", "there", "in"))
        return true;
      if (is_one_of(word, "from", "of") && !fills_slot(i + 1) &&
          (said_.term(i + 1).kind == TermKind::number ||
           (said_.is_word(i + 1) && !is_determiner(said_.at(i + 1)) && i + 2 == said_.size())))
        return true;
      if (said_.says(i, "up", "to") && i + 2 < said_.size() && said_.term(i + 2).kind == TermKind::number)
        return true;
    }
    return false;
  }

  // "stop ssh attacks", "restart the nginx training", "the vpn contract"
  bool goes_on_with_noun() const {
    const bool unit = is("system.service_control");
    if (!unit && !is("network.vpn")) return false;
    for (std::size_t i = 0; i + 1 < said_.size(); ++i) {
      const bool named = unit ? is_service_name(said_.at(i)) && fills_slot(i) : said_.at(i) == "vpn";
      const std::string_view next = said_.at(i + 1);
      if (!named || next.empty() || said_.pauses(i + 1) || (unit && fills_slot(i + 1))) continue;
      if (is_one_of(next, "attacks", "attack", "course", "training", "engine", "discussion", "project",
                    "contract", "debate", "costs", "cost", "address", "stutter", "meeting", "migration",
                    "lesson", "talk", "session", "story", "news", "workshop", "class", "topic", "thread",
                    "issue", "ticket", "problem", "problems", "bill", "war", "hype", "review", "book", "team",
                    "provider", "subscription", "ads", "poster", "posters", "banner", "logo"))
        return true;
    }
    return is("network.vpn") && said_.any(0, said_.size(), "topic", "into", "meeting", "product");
  }
};

}  // namespace

Caution second_look(const Rewording& said, const Understanding& change, std::string_view text) {
  // Their texts are taken as they are written.
  if (change.intent == "agent.learn") return Caution::none;
  if (const Caution none = no_request(said, change, text); none != Caution::none) return none;
  if (const Caution spoken = spoken_of(said, change, text); spoken != Caution::none) return spoken;
  if (const Caution strict = strict_look(said, change, text);
      strict != Caution::none || change.intent == "agent.forget")
    return strict;
  const Caution told = told_rather(said, change, text);
  return told == Caution::none ? Look(said, change, text).caution() : told;
}

Understanding looked_at_again(std::string_view text, Understanding change) {
  const Utterance utterance(text);
  const std::vector<Term> terms = read_terms(utterance);
  Rewording said(utterance, terms);
  drop_manners(said);
  const Caution caution = second_look(said, change, utterance.clean);
  if (caution == Caution::none) return change;
  change.candidates.insert(change.candidates.begin(),
                           {.intent = change.intent, .confidence = change.confidence});
  change.caution = name_of(caution);
  change.whole = false;
  return unknown(std::move(change));
}

}  // namespace maxos::language
