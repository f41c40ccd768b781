#include "language/strict_look.h"

#include <algorithm>

#include "language/clauses.h"
#include "language/deeds.h"
#include "language/looked_at.h"
#include "language/no_order.h"
#include "language/service_names.h"
#include "language/slips.h"
#include "language/statement_words.h"

namespace maxos::language {
namespace {

bool is_state(std::string_view word) {
  return is_one_of(word, "pending", "planned", "scheduled", "done", "finished", "failed", "ok", "cancelled",
                   "canceled", "missing", "active", "inactive", "passing", "slow", "first", "exists");
}

class Strict : LookedAt {
 public:
  Strict(const Rewording& said, const Understanding& change, std::string_view text)
      : LookedAt(said, change, text), verb_(find_verb()), end_(end_of(verb_)) {}

  Caution caution() const {
    if (takes_back_instead() || is_other_deed()) return Caution::other_action;
    if (leaves_as_it_is() || is_denied()) return Caution::negated;
    if (is("dev.commit") && names_commit()) return Caution::other_action;
    if (is("agent.forget") && tells_who_forgets()) return Caution::reported;
    if (is("system.power") && is_other_time()) return Caution::later;
    if (is("file.empty_trash") && is_other_age()) return Caution::part;
    if (says_more_of_oneself() || is_left_to_somebody()) return Caution::reported;
    if (tells_state() || is_status_line()) return Caution::reported;
    if (takes_word_of_talk()) return Caution::part;
    return Caution::none;
  }

 private:
  std::string_view at(std::size_t i) const { return said_.at(i); }
  std::size_t size() const { return said_.size(); }

  // Behind politeness, where the order begins; in front of which may be told why.
  std::size_t find_verb() const {
    for (std::size_t start = 0; start < size(); ++start) {
      if (!said_.pauses(start)) continue;
      std::size_t i = start;
      while (is_one_of(at(i), "please", "pls", "plz", "kindly", "can", "could", "would", "will", "you", "u",
                       "i", "we", "want", "need", "like", "to", "so", "now", "then", "ok", "okay", "hey",
                       "just", "and", "i'd"))
        ++i;
      // "trash is full, empty it"
      if (is_one_of(at(i + 1), "is", "are", "was", "needs", "hangs")) continue;
      if (is_change_word(at(i)) || is_deed(change_.intent, at(i)) ||
          is_one_of(at(i), "undo", "leave", "keep", "forget", "commit", "back", "slow", "speed"))
        return i;
    }
    // "jellyfin is stuck can you restart it"
    for (std::size_t k = 2; k < size(); ++k) {
      if (is_one_of(at(k - 1), "you", "u", "please", "so") && is_change_word(at(k))) return k;
    }
    std::size_t i = 0;
    while (is_polite(at(i))) ++i;
    return i;
  }

  bool behind_verb(std::initializer_list<std::string_view> words) const {
    for (std::size_t i = verb_ + 1; i < end_; ++i) {
      if (is_one_of(at(i), words)) return true;
    }
    return false;
  }

  // "undo the vpn disconnect", "opposite of delete ~/a"
  bool takes_back_instead() const {
    if (is("file.undo")) return false;
    const bool undo = is_one_of(at(verb_), "undo", "revert", "reverse", "undoing", "unmake") ||
                      (at(verb_) == "roll" && at(verb_ + 1) == "back");
    return undo || at(0) == "opposite" || at(1) == "opposite";
  }

  // "back up postgres", "slow down cron", "turn nginx into a proxy", "stop nginx from restarting"
  bool is_other_deed() const {
    if (is("file.undo")) return at(verb_) == "back" && at(verb_ + 1) == "up";
    if (is("file.organize"))
      return is_one_of(at(verb_), "show", "list", "display", "print", "give", "see") ||
             (at(verb_) == "sort" && said_.says(verb_ + 1, "the", "list"));
    if (is("file.copy") && is_one_of(at(verb_ + 1), "the", "a") && at(verb_ + 3) == "of")
      return is_one_of(at(verb_ + 2), "path", "style", "idea", "name", "list", "size", "layout",
                       "permissions");
    if (is("file.archive") && at(verb_) == "zip" && at(verb_ + 1) == "code") return true;
    if (is("file.move") && at(verb_) == "rename" && behind_verb({"in"})) return true;
    const bool service = is("system.service_control");
    if (!service && !is("network.vpn")) return false;
    // A link is no unit.
    if (const auto unit = change_.slots.find("unit"); unit != change_.slots.end() && unit->second == "vpn")
      return true;
    for (std::size_t i = verb_ + 1; i < end_; ++i) {
      if (is_one_of(at(i), "up", "down") && i == verb_ + 1 &&
          !is_one_of(at(verb_), "bring", "take", "shut", "put", "get", "set", "spin", "fire", "start",
                     "bring", "tear", "turn", "wake", "pull", "wg-quick", "power", "close", "fetch", "vpn",
                     "switch", "hang", "dial", "boot"))
        return true;
      if (at(i) == "into" && at(verb_) == "turn") return true;
      if (at(i) == "from" && at(verb_) == "stop" && at(i + 1).ends_with("ing") &&
          !behind_verb({"boot", "startup"}))
        return true;
      if (at(i) == "on" && is_one_of(at(i + 1), "failure", "failures", "error", "crash")) return true;
      if (at(i) == "with" && !service && i < verb_ + 5 && !said_.pauses(i) && !is_determiner(at(i + 1)) &&
          at(i + 1) != "wireguard")
        return true;
    }
    return false;
  }

  // "leave the vpn up", "keep nginx running"
  bool leaves_as_it_is() const {
    if (is("file.undo")) return false;
    const bool network =
        is("network.wifi") && at(verb_) == "leave" && !behind_verb({"on", "up", "connected", "alone"});
    return is_one_of(at(verb_), "leave", "keep") && !network && !behind_verb({"from"});
  }

  // "nein delete ~/a", "delete ~/a, forget it"
  bool is_denied() const {
    if (is_one_of(said_.term(0).lower, "nah", "nein", "nicht", "nto", "nope", "almost", "hardly", "another",
                  "non") ||
        (at(0) == "last" && is_change_word(at(1))))
      return true;
    for (std::size_t i = 2; i < size(); ++i) {
      if (!said_.pauses(i)) continue;
      if (said_.says(i, "forget", "it") || at(i) == "psych" || said_.says(i, "as", "if") ||
          at(i) == "nonsense" || at(i) == "someday")
        return true;
    }
    return false;
  }

  // "show the commit with message 'fix'", "commit 'fix' is by karl", "people commit with message 'wip'"
  bool names_commit() const {
    for (std::size_t i = 0; i < size(); ++i) {
      if (!is_one_of(at(i), "commit", "commits")) continue;
      const std::string_view before = i == 0 ? std::string_view() : at(i - 1);
      if (is_one_of(at(i), "commits")) return true;
      if (i == 0) return commit_is_thing(i);
      if (is_one_of(before, "the", "this", "that", "last", "which", "what", "latest", "previous") &&
          !is_one_of(at(verb_), "make", "create", "do"))
        return true;
      if (is_one_of(before, "show", "find", "read", "drop", "delete", "remove", "squash", "reword", "edit",
                    "change", "review", "cherry-pick", "me", "people", "they", "always", "amend", "revert"))
        return true;
      return commit_is_thing(i);
    }
    return false;
  }
  bool commit_is_thing(std::size_t i) const {
    if (said_.before(i + 1).find(':') != std::string_view::npos) return true;
    if (is_one_of(at(i + 1), "no", "nothing", "as")) return true;
    for (std::size_t k = i + 1; k < size() && !said_.pauses(k); ++k) {
      if (is_one_of(at(k), "is", "was", "has", "reads", "by") && !fills_slot(k) && at(k - 1) != "message")
        return true;
    }
    return said_.says(i + 1, "message", "too");
  }

  static bool is_forgetting(std::string_view word) {
    return is_one_of(word, "forget", "unlearn", "remove", "delete", "drop", "erase", "discard", "undo",
                     "stop", "take", "untrain", "get", "unteach", "clear", "scrap", "don't", "dont",
                     "throw") ||
           is_one_slip(word, "forget") || is_one_slip(word, "unlearn") || is_one_slip(word, "remove");
  }
  // "i always forget the phrase 'x'", "did you forget …"; but "i taught you 'x', forget it"
  bool tells_who_forgets() const {
    for (std::size_t k = verb_ + 1; k < size(); ++k) {
      if (said_.pauses(k) && is_one_of(at(k), "said", "says", "wrote")) return true;
    }
    for (std::size_t start = 0; start < size(); ++start) {
      if (!said_.pauses(start)) continue;
      std::size_t i = start;
      while (i < size() && (is_polite(at(i)) || is_modal_of_request(at(i)) || is_you(at(i)) ||
                            is_one_of(at(i), "ok", "okay", "hey", "maxos", "now", "just", "so", "i", "want",
                                      "need", "like", "to", "i'd", "should", "must", "and", "then", "that")))
        ++i;
      if (!is_forgetting(at(i))) continue;
      const bool asked = is_you(at(start)) || is_one_of(at(start), "i", "we", "that");
      // "i forget", "i will forget", "you forget it each time"; but "i want you to forget", "you can forget"
      if (asked && i > start &&
          !is_one_of(at(i - 1), "to", "can", "could", "should", "must", "please", "just"))
        return true;
      return false;
    }
    // "the phrase 'x': forget it" names it first.
    const bool names = at(0).empty() || is_one_of(at(0), "the", "what", "that", "everything");
    return !(names && is_one_of(at(1), "phrase", "word", "words", "command", "you", "i", "expression", ""));
  }

  // "at ten past nine", "in 3 days at 4", "5-10 minutes": no time that was understood all through.
  bool is_other_time() const {
    std::size_t times = 0;
    for (std::size_t i = 1; i + 1 < text_.size(); ++i) {
      const auto digit = [&](std::size_t k) { return text_[k] >= '0' && text_[k] <= '9'; };
      if (text_[i] == '-' && digit(i - 1) && digit(i + 1)) return true;
    }
    for (std::size_t i = verb_; i < end_; ++i) {
      const TermKind kind = said_.term(i).kind;
      const std::string_view lower = said_.term(i).lower;
      if (kind == TermKind::age || kind == TermKind::clock || kind == TermKind::number) ++times;
      const bool letters = !lower.empty() && lower.front() >= 'a' && lower.front() <= 'z';
      if (kind == TermKind::number && (letters || lower.find('-') != std::string_view::npos)) return true;
      if (kind == TermKind::age && (lower.find('-') != std::string_view::npos || at(i + 1) == "ago"))
        return true;
      if (is_one_of(at(i), "midnight", "noon", "pm", "am") && kind == TermKind::word && times > 0)
        return true;
      if (is_one_of(at(i), "past", "quarter", "ago") && times > 0) return true;
    }
    for (const auto& [name, value] : change_.slots) {
      // "at 2200 hours" is no length of time.
      if (name == "when" && value.size() > 6 && value.find(':') == std::string::npos) return true;
    }
    return times > 1;
  }

  // "newer than 3 days", "in 3 days", "older than me": not older than what was said.
  bool is_other_age() const {
    bool age = false;
    for (std::size_t i = verb_; i < size(); ++i) {
      const TermKind kind = said_.term(i).kind;
      if (kind == TermKind::age) {
        age = true;
        // "1,000 days"
        if (said_.term(i).raw.find(',') != std::string_view::npos) return true;
        bool older = false;
        for (std::size_t k = i; k > 0 && i - k < 5; --k) {
          if (is_one_of(at(k - 1), "newer", "younger", "under", "less", "within", "up", "last", "past",
                        "next"))
            return true;
          older = older || is_one_of(at(k - 1), "older", "then", "over", "longer", "more", "beyond", "before",
                                     "since", "than", "for");
        }
        if (at(i + 1) == "old" || at(i + 1) == "ago") older = true;
        // "empty it for two days"
        if (i > verb_ && at(i - 1) == "for" &&
            !behind_verb({"been", "than", "in", "sits", "lying", "over", "more"}))
          return true;
        if (!older) return true;
        const std::size_t from = i == 0 ? 0 : i - 1;
        if (said_.term(from).kind == TermKind::number) return true;
        // "1,000 days"
        const std::size_t begin = said_.term(i).begin;
        if (begin > 1 && text_[begin - 1] == ',' && text_[begin - 2] >= '0' && text_[begin - 2] <= '9')
          return true;
      } else if (kind == TermKind::number) {
        return true;
      }
    }
    // "older than may"
    return !age && said_.any(verb_, size(), "older", "newer", "younger", "longer");
  }

  // "archive ~/a is broken", "vpn still down", "wifi connection drops", "deploy shop ok"
  bool tells_state() const {
    if (is("agent.learn") || is("dev.scaffold")) return false;
    for (std::size_t i = verb_ + 1; i < end_; ++i) {
      if (at(i).empty()) continue;
      const bool behind_object =
          !said_.is_word(i - 1) || fills_slot(i - 1) ||
          is_one_of(at(i - 1), "trash", "vpn", "wifi", "firewall", "shutdown", "reboot");
      if (!behind_object || said_.pauses(i)) continue;
      if (is_one_of(at(i), "is", "was", "has", "had", "says", "printed", "reads", "seems", "sounds", "looks",
                    "means") &&
          !is_one_of(at(i + 1), "been", "to", "no", "not"))
        return !asked_of(i);
      // "extract ~/a.zip done"
      if (i + 1 == end_ && is_state(at(i)) && !is_polite(at(i - 1))) return true;
    }
    // "deploy done": the state taken for a name.
    for (const auto& [name, value] : change_.slots) {
      if (is_one_of(name, "app", "path", "unit", "name", "repository") &&
          (is_state(value) || is_one_of(value, "someday", "again", "passing", "green")))
        return true;
    }
    if (is("system.service_control") && size() < 5 && is_state(at(end_ - 1)) && end_ > 1) return true;
    if (is("dev.test") && !said_.asks() && is_one_of(at(0), "test", "tests"))
      return is_one_of(at(1), "ok", "pass", "passing", "passed", "green", "fail", "failing", "red", "done");
    if (is("dev.build") && at(0) == "build")
      return is_one_of(at(1), "ok", "done", "failed", "passing", "pending", "green", "broken");
    if (is("file.undo") && at(verb_) == "undo") return is_state(at(verb_ + 1));
    if (is("system.power") && end_ > verb_ + 1)
      return is_state(at(end_ - 1)) && !is_one_of(at(verb_), "cancel", "abort", "call", "stop");
    return is("file.empty_trash") && behind_verb({"is", "nice"}) &&
           !behind_verb({"that", "which", "what", "whatever"});
  }
  // "delete what is in ~/a", "move everything that is older"
  bool asked_of(std::size_t verb) const {
    for (std::size_t i = verb_; i < verb; ++i) {
      if (is_one_of(at(i), "that", "which", "what", "whatever", "everything", "who", "if", "as", "because",
                    "since", "so"))
        return true;
    }
    return false;
  }

  // "delete ~/a.mp4 i want to keep it": but what the speaker has, needs or has done says why.
  bool says_more_of_oneself() const {
    for (std::size_t i = verb_ + 2; i + 1 < size(); ++i) {
      if (!is_one_of(at(i), "i", "we") || said_.pauses(i) || !fills_slot(i - 1) || said_.is_word(i - 1))
        continue;
      return !is_one_of(at(i + 1), "watched", "need", "finished", "am", "don't", "dont", "can't", "cant",
                        "have", "own", "ran", "already", "was", "never", "no", "downloaded", "made", "got",
                        "just", "really", "hate");
    }
    return false;
  }

  // "karl the folder ~/a delete"
  bool is_left_to_somebody() const {
    std::size_t last = size();
    while (last > 1 && is_polite(at(last - 1))) --last;
    return change_.intent.starts_with("file.") && last > 3 && said_.is_word(0) &&
           !is_deed(change_.intent, at(0)) && !is_polite(at(0)) && !is_determiner(at(0)) &&
           !is_order_word(at(0)) && is_determiner(at(1)) && is_change_word(at(last - 1)) &&
           !said_.pauses(last - 1) &&
           !is_one_of(at(0), "all", "also", "then", "now", "can", "could", "let", "have", "get", "both");
  }

  // "vpn: down since noon", "nginx: restart scheduled for 4 am", "mkdir ~/a: file exists"
  bool is_status_line() const {
    for (std::size_t i = 1; i < size(); ++i) {
      if (said_.before(i).find(':') == std::string_view::npos) continue;
      const bool path_first = i > 1 && !said_.is_word(i - 1);
      // "mkdir ~/a: file exists"
      if (path_first && is_change_word(at(0)) && said_.is_word(i) && !is_change_word(at(i))) return true;
      if (i > 1) break;
      const bool tool =
          is_one_of(at(0), "vpn", "wlan", "wifi", "firewall", "machine", "trash", "reboot", "tests", "test",
                    "build", "deploy", "make", "unzip", "wi-fi", "commit", "docker") ||
          is_service_name(at(0)) || is_change_word(at(0));
      if (!tool) break;
      // The deed, what it takes and manners; else it tells of it.
      bool taken = false;
      for (std::size_t k = 1; k < end_of(i); ++k) {
        const std::string_view word = at(k);
        if (word.ends_with("ed") || word.ends_with("ing")) return true;
        if (k > 1 && is("network.vpn") && !said_.is_word(k)) return true;
        if (k > 1 && said_.is_word(k) && !is_polite(word) &&
            !is_one_of(word, "port", "tcp", "udp", "the", "it", "now", "in", "firewall", "again", "to",
                       "from", "me", "and") &&
            !(fills_slot(k) && !taken && !is("network.vpn")))
          return true;
        taken = taken || (k > 1 && fills_slot(k));
      }
      // "trash: empty (0 files)", "vpn: up, mail: down"; but "firewall: allow 80, the pi needs it"
      return end_of(i) < size() && !is("network.firewall") && !is_polite(at(end_of(i)));
    }
    const std::string_view first = at(0);
    const bool vpn = is("network.vpn") && is_one_of(first, "vpn", "tunnel");
    const bool wifi = is("network.wifi") && is_one_of(first, "wifi", "wlan", "wi-fi");
    if (!vpn && !wifi) return false;
    for (std::size_t i = 1; i < end_of(0); ++i) {
      if (is_one_of(at(i), "still", "going", "back", "is", "since", "drops", "connection", "problems",
                    "takes"))
        return true;
    }
    return false;
  }

  // "rename ~/a to b, karl suggested": a slot's word that belongs to what is told behind the order.
  bool takes_word_of_talk() const {
    if (is("agent.learn") || is("agent.forget") || is("dev.commit")) return false;
    for (const auto& [name, value] : change_.slots) {
      if (!is_one_of(name, "app", "unit", "destination", "path", "name", "source", "ssid")) continue;
      for (std::size_t i = 0; i < size(); ++i) {
        if (!said_.is_word(i) || said_.term(i).raw != value) continue;
        const bool behind = i >= end_ && end_ > verb_;
        const bool before = i < verb_ && verb_ > 0 && i + 1 < verb_;
        const bool named = i > 0 && is_one_of(at(i - 1), "to", "called", "named", "as", "into", "unit",
                                              "service", "app", "project", "name", "in", "on", "from", "it",
                                              "restart", "stop", "start", "reload", "deploy");
        if (behind && !named && !is_service_name(at(i))) return true;
        // "QA refused, deploy shop"
        if (before && is("dev.deploy") && end_ > verb_ + 1 && !said_.any(verb_, end_, "it", "that", "this"))
          return true;
        break;
      }
    }
    return false;
  }

  std::size_t verb_;
  std::size_t end_;
};

}  // namespace

Caution strict_look(const Rewording& said, const Understanding& change, std::string_view text) {
  return Strict(said, change, text).caution();
}

}  // namespace maxos::language
