#include "language/no_order.h"

#include <string_view>

#include "language/clauses.h"
#include "language/service_names.h"
#include "language/statement_words.h"

namespace maxos::language {
namespace {

std::size_t first_word(const Rewording& said) {
  std::size_t at = 0;
  while (is_one_of(said.at(at), {"please", "pls", "plz", "kindly", "ok", "okay", "hey", "so", "and"})) ++at;
  return at;
}

// "karl: delete ~/a"; but "nginx: restart", "todo: delete ~/a"
bool is_addressed(const Rewording& said) {
  if (said.size() < 3 || !said.is_word(0) || said.before(1).find(':') == std::string_view::npos ||
      !is_change_word(said.at(1)))
    return false;
  return !is_service_name(said.at(0)) && !is_order_word(said.at(0)) &&
         !is_one_of(said.at(0), {"please",  "todo",   "ok",       "okay",     "hey",         "hi",
                                 "hello",   "maxos",  "computer", "task",     "request",     "next",
                                 "also",    "now",    "urgent",   "order",    "command",     "action",
                                 "ps",      "server", "machine",  "reminder", "maintenance", "change",
                                 "cleanup", "quick",  "first",    "then",     "finally"});
}

// "have karl delete ~/a", "have fun deleting ~/a"
bool is_delegated(const Rewording& said, std::size_t at) {
  if (said.at(at) != "have" || !said.is_word(at + 1)) return false;
  if (is_one_of(said.at(at + 1), {"fun", "him", "her", "them", "someone", "somebody", "people"})) return true;
  return is_change_word(said.at(at + 2)) && !is_determiner(said.at(at + 1)) &&
         !is_service_name(said.at(at + 1));
}

}  // namespace

bool is_change_word(std::string_view word) {
  return is_order_word(word) &&
         !is_one_of(word, {"show", "list",    "tell",      "find", "give",    "check", "search",
                           "look", "see",     "print",     "read", "explain", "count", "display",
                           "ping", "resolve", "summarize", "help", "open",    "get",   "what"});
}

Caution orders_nothing(const Rewording& said) {
  const std::size_t first = first_word(said);
  if (is_addressed(said) || is_delegated(said, first)) return Caution::reported;
  if (said.at(first) == "have" && said.asks()) {
    for (std::size_t i = first + 2; i < said.size(); ++i) {
      if (is_past(said.at(i)) || said.at(i) == "been") return Caution::asked;
    }
  }
  const bool lets = is_one_of(said.at(first), {"let's", "lets"}) || said.says(first, {"let", "us"});
  if (lets && said.any(first + 1, first + 4, {"talk", "discuss", "think", "speak", "chat", "argue"}))
    return Caution::reported;
  // "must be restarted by karl"
  for (std::size_t i = 2; i + 1 < said.size(); ++i) {
    if (said.at(i) == "by" && is_past(said.at(i - 1)) && said.is_word(i + 1) &&
        said.any(0, i, {"be", "been"}) &&
        !is_one_of(said.at(i + 1),
                   {"size", "type", "month", "date", "name", "time", "you", "maxos", "now", "then"}))
      return Caution::reported;
  }
  const bool changes =
      is_change_word(said.at(first)) ||
      (said.any(first, first + 2, {"can", "could", "would"}) && is_change_word(said.at(first + 2)));
  for (std::size_t i = first + 2; changes && i + 1 < said.size(); ++i) {
    if (said.pauses(i) && is_one_of(said.at(i), {"just", "only"}) &&
        (is_determiner(said.at(i + 1)) || said.at(i + 1) == "what" ||
         said.term(i + 1).kind == TermKind::path || said.term(i + 1).kind == TermKind::glob) &&
        !is_one_of(said.at(i + 2), {"same", "once", "moment", "second"}))
      return Caution::part;
  }
  return Caution::none;
}

}  // namespace maxos::language
