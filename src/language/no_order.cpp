#include "language/no_order.h"

#include <string>
#include <string_view>

#include "language/clauses.h"
#include "language/service_names.h"
#include "language/statement_words.h"

namespace maxos::language {
namespace {

std::size_t first_word(const Rewording& said) {
  std::size_t at = 0;
  while (is_one_of(said.at(at), "please", "pls", "plz", "kindly", "ok", "okay", "hey", "so", "and")) ++at;
  return at;
}

// "karl: delete ~/a"; but "nginx: restart", "todo: delete ~/a"
bool is_addressed(const Rewording& said) {
  if (said.size() < 3 || !said.is_word(0) || said.before(1).find(':') == std::string_view::npos ||
      !is_change_word(said.at(1)))
    return false;
  return !is_service_name(said.at(0)) && !is_order_word(said.at(0)) &&
         !is_one_of(said.at(0), "please", "todo", "ok", "okay", "hey", "hi", "hello", "maxos", "computer",
                    "task", "request", "next", "also", "now", "urgent", "order", "command", "action", "ps",
                    "server", "machine", "reminder", "maintenance", "change", "cleanup", "quick", "first",
                    "then", "finally");
}

// Whether a name could stand there: somebody's, and no service's.
bool may_be_somebody(const Rewording& said, std::size_t at) {
  const std::string_view word = said.at(at);
  return !word.empty() && !is_service_name(word) && !is_determiner(word) && !is_order_word(word) &&
         !is_one_of(word, "me", "us", "it", "them", "this", "that", "everything", "all", "rid", "sure",
                    "maxos", "computer", "server", "machine", "systemd", "you", "what", "which", "who", "git",
                    "going", "back", "ready", "please", "time", "around", "i", "we", "they", "to", "yourself",
                    "a");
}

// "the", a path, a unit: what a deed is done to.
bool is_object(const Rewording& said, std::size_t at) {
  if (at >= said.size()) return false;
  return !said.is_word(at) || is_determiner(said.at(at)) || is_service_name(said.at(at));
}

// Behind "karl", "our vendor", "the night shift": where somebody's deed may follow; `at` for anything else.
std::size_t behind_somebody(const Rewording& said, std::size_t at) {
  const std::size_t first = is_determiner(said.at(at)) ? at + 1 : at;
  std::size_t end = first;
  while (end < first + 3 && may_be_somebody(said, end) && !said.pauses(end + 1)) {
    if (is_one_of(said.at(end), "service", "daemon", "program", "tunnel", "system", "folder", "file"))
      return at;
    ++end;
  }
  return end == first ? at : end;
}

// "get karl to delete ~/a", "let our vendor restart cups"
bool is_left_to_somebody(const Rewording& said, std::size_t at) {
  const std::string_view verb = said.at(at);
  if (!is_one_of(verb, "get", "let", "make", "have")) return false;
  const std::size_t deed = behind_somebody(said, at + 1);
  if (deed == at + 1) return false;
  if (verb == "get")
    return (said.at(deed) == "to" && is_change_word(said.at(deed + 1))) ||
           (said.at(deed - 1) == "to" && is_change_word(said.at(deed)));
  return is_change_word(said.at(deed)) && is_object(said, deed + 1);
}

// "anna deletes ~/a"
bool tells_of_somebody(const Rewording& said) {
  for (std::size_t i = 0; i + 2 < said.size(); ++i) {
    if (!said.pauses(i) || said.pauses(i + 1) || !may_be_somebody(said, i)) continue;
    const std::string_view does = said.at(i + 1);
    if (does.size() < 5 || !does.ends_with("s") || !is_object(said, i + 2)) continue;
    std::string deed(does.substr(0, does.size() - 1));
    if (deed.ends_with("ie")) deed.replace(deed.size() - 2, 2, "y");
    if (!is_change_word(deed)) continue;
    for (std::size_t k = i + 3; k < said.size(); ++k) {
      if (is_order_word(said.at(k)) && !is_change_word(said.at(k))) return false;
    }
    return true;
  }
  return false;
}

// "Dear customer, ...": a letter to others.
bool is_letter_to_others(const Rewording& said) {
  if (said.at(0) != "dear" || !said.is_word(1) || said.size() < 4) return false;
  std::size_t end = 2;
  while (end < 5 && !said.pauses(end)) ++end;
  const bool many = is_one_of(said.at(1), "users", "customers", "customer", "students", "vendors", "clients");
  if (!many &&
      (!said.pauses(end) ||
       is_one_of(said.at(end - 1), "team", "all", "colleagues", "colleague", "sir", "sirs", "madam", "admin",
                 "admins", "support", "friend", "maxos", "it", "machine", "server", "system", "computer",
                 "bot", "assistant", "helpdesk", "ops", "desk", "operator", "operators")))
    return false;
  for (std::size_t i = 2; i < said.size(); ++i) {
    if (is_change_word(said.at(i))) return true;
  }
  return false;
}

// "stop the deletion of ~/a", "cancel the deployment": the deed is not the order.
bool holds_up_deed(const Rewording& said, std::size_t at) {
  const bool holds = said.at(at) == "put" && said.says(said.size() - 2, "on", "hold");
  if (said.says(at, "roll", "back")) ++at;
  if (!holds &&
      !is_one_of(said.at(at), "stop", "hold", "undo", "revert", "withdraw", "back", "block", "cancel",
                 "abort", "halt", "prevent", "suspend", "pause", "interrupt", "postpone", "delay"))
    return false;
  const std::size_t deed = is_determiner(said.at(at + 1)) ? at + 2 : at + 1;
  // "undo the deletion": the last change.
  if (deed + 1 == said.size() && is_one_of(said.at(at), "undo", "revert", "back")) return false;
  const std::string_view of = said.at(deed + 1);
  const bool about = is_one_of(of, "of", "for", "in") || deed + 1 == said.size() ||
                     (deed + 1 < said.size() && !said.is_word(deed + 1));
  if (is_one_of(said.at(deed), "restart", "reload", "start")) {
    const std::size_t unit = is_determiner(said.at(deed + 2)) ? deed + 3 : deed + 2;
    return of == "of" && is_service_name(said.at(unit));
  }
  return about && is_one_of(said.at(deed), "deletion", "removal", "deployment", "deploy", "installation",
                            "build", "extraction", "compilation", "tests", "test", "copying", "moving",
                            "archiving", "deleting", "removing", "deploying", "building", "testing",
                            "compiling", "renaming", "extracting", "rollout");
}

// "can cups be restarted? Please advise."
bool asks_for_word(const Rewording& said, std::size_t at) {
  if (!is_one_of(said.at(at), "can", "could", "may", "might")) return false;
  bool be = false;
  for (std::size_t i = at + 1; i + 1 < said.size(); ++i) {
    be = be || said.at(i) == "be";
    if (!is_one_of(said.at(i), "please", "pls", "plz", "kindly")) continue;
    if (!be || said.pauses(i + 1)) return false;
    return is_one_of(said.at(i + 1), "advise", "confirm", "check", "tell", "let", "say", "answer", "reply",
                     "inform", "clarify", "ask", "suggest", "verify", "respond", "revert", "explain",
                     "comment", "get", "discuss");
  }
  return false;
}

// "have karl delete ~/a", "have fun deleting ~/a"
bool is_delegated(const Rewording& said, std::size_t at) {
  if (is_left_to_somebody(said, at)) return true;
  if (said.at(at) != "have" || !said.is_word(at + 1)) return false;
  if (is_one_of(said.at(at + 1), "fun", "him", "her", "them", "someone", "somebody", "people")) return true;
  return is_change_word(said.at(at + 2)) && !is_determiner(said.at(at + 1)) &&
         !is_service_name(said.at(at + 1));
}

}  // namespace

bool teaches_somebody(const Rewording& said) {
  const std::size_t at = first_word(said);
  if (said.at(at) != "teach" || said.says(at + 1, "the", "phrase") ||
      said.any(at + 1, at + 2, "yourself", "itself", "phrase", "bot", "assistant"))
    return false;
  const std::size_t end = behind_somebody(said, at + 1);
  return end > at + 1 && (is_determiner(said.at(end)) || said.any(end - 1, end + 1, "phrase"));
}

bool only_looks_at_done(const Words& words, std::size_t start) {
  if (!is_one_of(words.at(start), "list", "show", "display", "print", "find")) return false;
  bool done = false;
  for (std::size_t i = start + 1; i < words.size(); ++i) {
    const std::string_view word = words.at(i);
    if (is_change_word(word) && !is_determiner(words.at(i - 1))) return false;
    // "list deleted files in the trash"
    done = done || is_one_of(word, "deleted", "removed", "trashed");
    if (!word.ends_with("ed") || !is_determiner(words.at(i - 1))) continue;
    done = done || is_change_word(word.substr(0, word.size() - 1)) ||
           is_change_word(word.substr(0, word.size() - 2));
  }
  return done;
}

bool is_change_word(std::string_view word) {
  return is_order_word(word) && !is_one_of(word, "show", "list", "tell", "find", "give", "check", "search",
                                           "look", "see", "print", "read", "explain", "count", "display",
                                           "ping", "resolve", "summarize", "help", "open", "get", "what");
}

bool inflects_change(std::string_view word, std::string_view suffix) {
  if (!word.ends_with(suffix) || word.size() < suffix.size() + 3) return false;
  const std::string_view stem = word.substr(0, word.size() - suffix.size());
  if (is_change_word(stem) || is_change_word(std::string(stem).append("e"))) return true;
  const bool doubled = stem[stem.size() - 1] == stem[stem.size() - 2];
  return doubled && is_change_word(stem.substr(0, stem.size() - 1));
}

Caution orders_nothing(const Rewording& said) {
  const std::size_t first = first_word(said);
  if (is_addressed(said) || is_delegated(said, first) || is_letter_to_others(said) || tells_of_somebody(said))
    return Caution::reported;
  if (holds_up_deed(said, first)) return Caution::negated;
  if (asks_for_word(said, first)) return Caution::asked;
  if (said.at(first) == "have" && said.asks()) {
    for (std::size_t i = first + 2; i < said.size(); ++i) {
      if (inflects_change(said.at(i), "ed") || inflects_change(said.at(i), "d")) return Caution::asked;
    }
  }
  const bool lets = is_one_of(said.at(first), "let's", "lets") || said.says(first, "let", "us");
  if (lets && said.any(first + 1, first + 4, "talk", "discuss", "think", "speak", "chat", "argue"))
    return Caution::reported;
  // "must be restarted by karl"
  for (std::size_t i = 2; i + 1 < said.size(); ++i) {
    std::size_t done = i - 1;
    while (done > 0 && is_one_of(said.at(done), "please", "pls", "plz", "kindly")) --done;
    if (said.at(i) == "by" && is_past(said.at(done)) && said.is_word(i + 1) &&
        (said.any(0, i, "be", "been") || is_one_of(said.at(first), "get", "have")) &&
        !is_one_of(said.at(i + 1), "size", "type", "month", "date", "name", "time", "you", "maxos", "now",
                   "then"))
      return Caution::reported;
  }
  const bool changes =
      is_change_word(said.at(first)) ||
      (said.any(first, first + 2, "can", "could", "would") && is_change_word(said.at(first + 2)));
  for (std::size_t i = first + 2; changes && i + 1 < said.size(); ++i) {
    if (said.pauses(i) && is_one_of(said.at(i), "just", "only") &&
        (is_determiner(said.at(i + 1)) || said.at(i + 1) == "what" ||
         said.term(i + 1).kind == TermKind::path || said.term(i + 1).kind == TermKind::glob) &&
        !is_one_of(said.at(i + 2), "same", "once", "moment", "second"))
      return Caution::part;
  }
  return Caution::none;
}

}  // namespace maxos::language
