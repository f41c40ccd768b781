#include "language/no_request.h"

#include <string>

#include "language/clauses.h"
#include "language/deeds.h"
#include "language/looked_at.h"
#include "language/openers.h"
#include "language/service_names.h"
#include "language/statement_words.h"

namespace maxos::language {
namespace {

bool is_machine(std::string_view word) {
  return is_one_of(word, "machine", "computer", "server", "pc", "box", "laptop", "host", "system", "node",
                   "device", "appliance", "nas", "desktop", "workstation", "it", "this", "that");
}

bool is_me(std::string_view word) {
  return is_speaker(word) || is_one_of(word, "me", "us", "you", "u", "it", "it's", "that", "this", "them");
}

class NoRequest : LookedAt {
 public:
  using LookedAt::LookedAt;

  Caution caution() const {
    if (is_taken_back() || needs_nothing()) return Caution::negated;
    if (waits_for_leave()) return Caution::conditional;
    if (is_anothers_machine()) return Caution::elsewhere;
    if (is_another_thing()) return Caution::other_action;
    if (is_addressed() || tells_of_somebody() || somebody_can() || is_subject() || is_watched() ||
        is_quoted())
      return Caution::reported;
    return Caution::none;
  }

 private:
  std::string_view at(std::size_t i) const { return said_.at(i); }
  std::size_t size() const { return said_.size(); }
  bool does(std::size_t i) const {
    return is_change_word(at(i)) || (!at(i).empty() && is_deed(change_.intent, at(i)));
  }

  // "delete ~/a nope", "… haha no", "… forget it", "… yeah right"
  bool is_taken_back() const {
    const std::size_t end = size();
    if (end < 2) return false;
    const std::string_view last = at(end - 1);
    if (is_one_of(last, "nope", "nah", "nevermind", "nvm")) return true;
    if (last == "jest" && is_one_of(at(end - 2), "i", "in")) return true;
    if (end < 3) return false;
    if (said_.says(end - 2, "yeah", "right") || said_.says(end - 2, "stop", "stop") ||
        (last == "no" && is_one_of(at(end - 2), "haha", "lol", "uh", "err", "um", "oh")))
      return true;
    const bool cancels = is("system.power") || is("agent.forget") || is("file.undo");
    if (!cancels && (said_.says(end - 2, "forget", "it") || said_.says(end - 2, "scratch", "that") ||
                     said_.says(end - 2, "cancel", "that") || said_.says(end - 2, "cancel", "it")))
      return true;
    for (std::size_t i = 2; i + 1 < end; ++i) {
      if (said_.says(i, "oh", "no") && !is("file.undo") && does(0)) return true;
    }
    return false;
  }

  // "old.log hardly needs deleting", "a.zip needs no unpacking"
  bool needs_nothing() const {
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      if ((is_one_of(at(i), "hardly", "scarcely", "barely") && is_one_of(at(i + 1), "needs", "need")) ||
          (is_one_of(at(i), "needs", "need") && at(i + 1) == "no" && at(i + 2).ends_with("ing")))
        return true;
    }
    return false;
  }

  // "marc permitting, delete ~/a", "provided tom agrees, …", "upon approval, …", "next time, …"
  bool waits_for_leave() const {
    std::size_t pause = 1;
    while (pause < size() && !said_.pauses(pause)) ++pause;
    if (pause >= size()) return false;
    // "she has not sent a.zip, unpack it"
    for (std::size_t i = 1; i < pause; ++i) {
      if (denies_it(at(i - 1)) &&
          is_one_of(at(i), "sent", "arrived", "uploaded", "received", "finished", "here"))
        return !is("file.undo");
    }
    if (is_one_of(at(0), "provided", "granted", "pending", "upon", "assuming", "supposing")) return true;
    if (at(0) == "should" && !said_.asks() && !is_you(at(1))) return true;
    if (at(0) == "had" && is_past(at(2))) return true;
    if (is_one_of(at(pause - 1), "permitting", "willing", "allowing")) return true;
    return said_.says(0, "with", "approval") || said_.says(0, "next", "time");
  }

  // "his laptop needs a reboot", "must be deleted on his box"
  bool is_anothers_machine() const {
    for (std::size_t i = 0; i + 1 < size(); ++i) {
      if (is_one_of(at(i), "his", "her", "their") && (is_machine(at(i + 1)) || at(i + 1) == "place") &&
          !fills_slot(i + 1))
        return true;
      if (is("system.power") && at(i) == "old" && is_machine(at(i + 1)) && i > 0) return true;
    }
    return is("system.power") && is_one_of(at(0), "a", "every", "any") && is_machine(at(1));
  }

  // "nginx start page", "cancel the shutdown of the airport", "commit to the gym", "the service desk"
  bool is_another_thing() const {
    for (std::size_t i = 0; i < size(); ++i) {
      const std::string_view word = at(i);
      const std::string_view next = at(i + 1);
      if (is("system.service_control") && is_one_of(word, "start", "restart", "reload", "stop") &&
          is_one_of(next, "time", "page", "tutorial", "script", "command", "guide", "date", "menu", "button",
                    "sequence", "screen", "times", "up") &&
          (next != "up" || at(i + 2) == "time"))
        return true;
      if (is("system.service_control") && word == "service" && next == "desk") return true;
      if (is("network.vpn") && word == "vpn" && is_one_of(next, "prices", "price", "tower", "advert"))
        return true;
      if (is("system.power") && is_one_of(word, "shutdown", "reboot", "restart") && i > 0 &&
          !said_.pauses(i + 1) && is_called_off_elsewhere(i + 1))
        return true;
      if (is("dev.commit") && word == "commit" &&
          (is_one_of(next, "fraud", "murder", "arson", "treason", "robbery", "burglary", "suicide", "perjury",
                     "theft") ||
           (is_determiner(next) &&
            is_one_of(at(i + 2), "crime", "foul", "burglary", "murder", "troops", "money", "sin")) ||
           (next == "to" && said_.is_word(i + 2) && !is_one_of(at(i + 2), "git", "the", "my") &&
            !fills_slot(i + 2)) ||
           (next == "to" && at(i + 2) == "the" &&
            !is_one_of(at(i + 3), "repo", "repository", "branch", "main", "master", "git", "local"))))
        return true;
    }
    return false;
  }
  bool is_called_off_elsewhere(std::size_t i) const {
    const auto action = change_.slots.find("action");
    if (action == change_.slots.end() || action->second != "cancel") return false;
    if (is_one_of(at(i), "party", "meeting", "talks", "subscription", "ceremony", "drill", "article", "show"))
      return true;
    if (at(i) != "of" || !said_.is_word(i + 1)) return false;
    std::size_t noun = i + 1;
    while (is_determiner(at(noun)) || is_one_of(at(noun), "whole", "entire", "this")) ++noun;
    return !at(noun).empty() && !is_machine(at(noun)) && !is_one_of(at(noun), "tonight", "today");
  }

  // "leo delete ~/a", "hey tom, please delete ~/a", "she sent a.zip. marc, unpack it"
  bool is_addressed() const {
    if (change_.intent.starts_with("agent.") || !said_.is_word(0)) return false;
    const std::size_t greeting = is_one_of(at(0), "hey", "hi", "hello", "dear")                     ? 1
                                 : at(0) == "good" && is_one_of(at(1), "morning", "evening", "day") ? 2
                                                                                                    : 0;
    if (greeting > 0 && !said_.pauses(greeting) && said_.pauses(greeting + 1) && greeting + 1 < size() &&
        !at(greeting).empty() &&
        !is_one_of(at(greeting), "maxos", "computer", "there", "server", "machine", "assistant", "bot",
                   "robot", "box", "pc", "system", "friend", "mate", "buddy", "team", "support", "again",
                   "sir", "host", "you", "dude", "bro"))
      return true;
    const bool files = change_.intent.starts_with("file.") || is("dev.commit");
    if (files && size() > 2 && is_somebody(0) && is_change_word(at(1)) && !said_.pauses(1)) return true;
    for (std::size_t i = 2; i + 1 < size(); ++i) {
      if (!said_.pauses(i) || !said_.pauses(i + 1) || !is_somebody(i) ||
          said_.before(i + 1).find(',') == std::string_view::npos ||
          said_.before(i).find('.') == std::string_view::npos)
        continue;
      if (is_change_word(at(i + 1)) || (is_modal_of_request(at(i + 1)) && is_you(at(i + 2)))) return true;
    }
    return false;
  }
  bool is_somebody(std::size_t i) const {
    return said_.is_word(i) && !at(i).empty() && !is_opener(at(i)) && !is_service_name(at(i)) &&
           !fills_slot(i) && !is_change_word(at(i)) && !is_deed(change_.intent, at(i)) &&
           !is_determiner(at(i)) &&
           !is_one_of(at(i), "bitte", "yuo", "yu", "yo", "noooo", "nooo", "git", "sudo", "npm", "make", "apt",
                      "let", "go", "simply", "kindly", "try", "put", "get", "take", "trash", "later", "undo",
                      "both", "cmd", "do", "have", "everything", "next", "finally");
  }

  // "people zip ~/a", "real men delete ~/a", "deletes ~/a", "nginx restarts", "tom vowed to delete ~/a"
  bool tells_of_somebody() const {
    if (change_.intent.starts_with("agent.")) return false;
    const auto third = [&](std::size_t i) {
      return is_third_person(at(i)) && at(i) != "tests" && !is_service_name(at(i)) && !fills_slot(i);
    };
    if (third(0)) return true;
    if (size() == 2 && is_service_name(at(0)) && third(1)) return true;
    const bool several = at(1).ends_with('s') || is_one_of(at(1), "people", "men", "women");
    if (several && at(1).size() > 2 && is_somebody(0) && is_somebody(1) && is_change_word(at(2)) &&
        !said_.pauses(1) && !said_.pauses(2))
      return true;
    for (std::size_t i = 1; i + 2 < size(); ++i) {
      if (at(i + 1) != "to" || !is_change_word(at(i + 2))) continue;
      const std::string_view who = at(i - 1);
      if (who.empty() || is_me(who) || is_service_name(who) || is_machine(who)) continue;
      if (is_one_of(at(i), "tried", "managed", "promised", "offered", "agreed", "began", "volunteered",
                    "vowed", "dared", "decided", "refused", "wanted", "hoped", "planned", "started"))
        return true;
      if (change_.intent.starts_with("file.") &&
          is_one_of(at(i), "needs", "wants", "has", "likes", "should") && !fills_slot(i - 1))
        return true;
    }
    // "old.log needs deleting by marc"
    return size() > 3 && at(size() - 2) == "by" && said_.is_word(size() - 1) &&
           at(size() - 3).ends_with("ing") && said_.any(0, size(), "needs", "need") && !is_me(at(size() - 1));
  }

  // "… so marc can unpack it", "… for marc to unpack", "let tom unpack it", "dana gave marc a.zip to unpack"
  bool somebody_can() const {
    // "let squid reload", "the firewall should block 23"
    const bool service = is("system.service_control") || is("network.firewall");
    for (std::size_t i = 1; i < size(); ++i) {
      if (!does(i) || fills_slot(i)) continue;
      if (i == 1) return false;
      const std::string_view before = at(i - 1);
      const bool modal = is_one_of(before, "can", "could", "should", "may", "might", "will", "would");
      if (modal && !service && !at(i - 2).empty() && !is_me(at(i - 2)) && !is_polite(at(i - 2)) &&
          !is_one_of(at(i - 2), "so", "and", "then", "that", "which", "who", "please", "someone",
                     "somebody") &&
          !said_.pauses(i - 1))
        return true;
      // "can marc extract it"
      if (is_modal_of_request(at(i - 2)) && said_.pauses(i - 2) && is_somebody(i - 1)) return true;
      if (before == "to" && change_.intent == "file.extract" && is_one_of_told(i)) return true;
      if (!service && is_one_of(at(i - 2), "let", "have", "ask") && !is_me(before) && !before.empty() &&
          !is_determiner(before) && said_.is_word(i - 1))
        return true;
      if (i > 2 && before == "to" && is_one_of(at(i - 3), "for", "ask", "tell") && said_.is_word(i - 2) &&
          !is_me(at(i - 2)) && !is_determiner(at(i - 2)) && at(0) != "time")
        return true;
      // ". the interns unpack it"
      if (i > 2 && is_change_word(at(i)) && is_determiner(at(i - 2)) && said_.pauses(i - 2) &&
          before.ends_with('s') && !fills_slot(i - 1) && !is_machine(before))
        return true;
      return false;
    }
    return false;
  }
  // Somebody got it, to do that with it.
  bool is_one_of_told(std::size_t deed) const {
    return said_.any(1, deed, "gave", "sent", "brought", "likes") && !is_speaker(at(0)) &&
           !said_.any(0, deed, "us", "me");
  }

  // "delete ~/a would be wrong", "undo worked", "… has no effect"
  bool is_subject() const {
    if (!is_change_word(at(0)) && !is("file.undo")) return false;
    for (std::size_t i = 1; i < size(); ++i) {
      if (is_one_of(at(i), "that", "which", "what", "whatever", "who", "if", "so", "because") ||
          said_.pauses(i))
        return false;
      if (is_one_of(at(i), "would", "might", "could", "can", "will") && at(i + 1) == "be" &&
          !is_pronoun(at(i - 1)))
        return true;
      if (is_one_of(at(i), "has", "had") && at(i + 1) == "no" && i > 1) return true;
      if (i + 1 == size() && is_one_of(at(i), "worked", "sucks", "failed", "rocks", "helped") &&
          !fills_slot(i))
        return true;
    }
    return false;
  }

  // "watch marc delete ~/a", "delete ~/a and you lose your job"
  bool is_watched() const {
    if (is_one_of(at(0), "watch", "hear", "imagine", "see") && !said_.pauses(1)) {
      for (std::size_t i = 2; i < std::min<std::size_t>(size(), 5); ++i) {
        if (is_change_word(at(i))) return true;
      }
    }
    for (std::size_t i = 2; i + 1 < size(); ++i) {
      if (at(i) == "and" &&
          (is_one_of(at(i + 1), "lose", "die") || (is_you(at(i + 1)) && at(i + 2) == "lose")))
        return true;
    }
    return false;
  }

  // "delete ~/a, reads the ticket", "…, that's all he knows"
  bool is_quoted() const {
    for (std::size_t i = 2; i + 1 < size(); ++i) {
      if (!said_.pauses(i)) continue;
      if (is_one_of(at(i), "reads", "says", "said", "states", "wrote") && is_determiner(at(i + 1)) &&
          i + 3 >= size())
        return true;
      if (is_one_of(at(i), "that's", "thats") && said_.says(i + 1, "all") &&
          is_one_of(at(i + 2), "he", "she", "they"))
        return true;
    }
    return false;
  }
};

}  // namespace

Caution no_request(const Rewording& said, const Understanding& change, std::string_view text) {
  return NoRequest(said, change, text).caution();
}

}  // namespace maxos::language
