#include "language/clauses.h"

#include <algorithm>

#include "language/word_forms.h"

namespace maxos::language {

bool is_order_word(std::string_view word) {
  return is_one_of(word, "archive", "block", "bounce", "build", "check", "close", "commit", "compile",
                   "compress", "connect", "copy", "create", "delete", "deploy", "disable", "disconnect",
                   "display", "drop", "empty", "enable", "erase", "extract", "find", "forget", "give", "halt",
                   "kill", "learn", "list", "look", "make", "move", "open", "organize", "pack", "ping",
                   "poweroff", "print", "purge", "query", "reboot", "reload", "remove", "rename", "restart",
                   "resolve", "run", "scaffold", "search", "see", "show", "shut", "shutdown", "start", "stop",
                   "summarize", "suspend", "tail", "tell", "test", "trash", "turn", "undo", "unpack", "unzip",
                   "wipe", "zip", "read", "rm", "systemctl", "cp", "mv", "mkdir", "sort", "tidy", "hibernate",
                   "format", "install", "upgrade", "update", "push", "allow", "scan", "get", "report",
                   "rmdir", "launch", "power", "clear", "clean");
}

bool says_nothing(const Term& term) {
  return is_one_of(term.lower, "how", "when", "what", "why", "who", "where", "which", "that", "this", "it",
                   "is", "are", "the", "a", "an", "and", "or", "then", "again", "please", "yes", "no", "ok",
                   "okay", "so", "now", "to", "of", "in", "on");
}

std::optional<std::pair<std::size_t, std::size_t>> second_clause(std::span<const Term> terms) {
  std::optional<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    if (terms[i].kind != TermKind::word) continue;
    const std::string_view word = terms[i].lower;
    const bool joins = is_one_of(word, "and", "then", "also", "&", "&&", "plus", "afterwards", "but");
    // "go ahead and delete it", "try and restart it"
    if (!joins || is_one_of(terms[i - 1].lower, "ahead", "try", "go", "come", "kind", "good", "nice"))
      continue;
    std::size_t next = i + 1;
    while (next < terms.size() && is_one_of(terms[next].lower, "then", "also", "please", "after", "that",
                                            "afterwards", "finally", "to")) {
      ++next;
    }
    if (next < terms.size() && terms[next].kind == TermKind::word && is_order_word(terms[next].lower))
      found = {i, next};
  }
  return found;
}

bool acts(const agents::CapabilityDecl& capability, std::span<const Term> terms) {
  return capability.risk != agents::Risk::read ||
         (!capability.privileged_actions.empty() &&
          std::any_of(terms.begin(), terms.end(), [](const Term& term) {
            return is_one_of(term.lower, "connect", "disconnect", "join", "allow", "block", "unblock",
                             "bring");
          }));
}

bool is_one_in_two_steps(std::span<const Term> terms, std::pair<std::size_t, std::size_t> cut,
                         std::string_view intent, bool asks) {
  const auto left = terms.first(cut.first);
  const auto right = terms.subspan(cut.second);
  const auto has = [](std::span<const Term> part, std::initializer_list<std::string_view> words) {
    return std::any_of(part.begin(), part.end(),
                       [&](const Term& term) { return is_one_of(term.lower, words); });
  };
  const auto names = [](std::span<const Term> part) {
    return std::count_if(part.begin(), part.end(), [](const Term& term) {
      return term.kind == TermKind::path || term.kind == TermKind::file;
    });
  };
  const auto begins = [&](std::initializer_list<std::string_view> words) {
    return has(left.first(1), words);
  };
  const bool goes =
      (begins({"go", "change", "switch"}) && has(left, {"to", "into"})) || begins({"cd", "enter"});
  // What is unpacked is what was opened.
  if (intent == "file.extract")
    return begins({"open", "take"}) && names(left) == 1 && right.size() > 1 &&
           has(right.subspan(1, 1), {"everything", "it", "all", "them", "its"});
  if (intent.starts_with("dev.") && intent != "dev.deploy" && intent != "dev.scaffold")
    return goes && names(left) == 1 && names(right) == 0;
  if (intent == "file.list" && (goes || begins({"open"})) && names(left) == 1 && names(right) == 0)
    return has(right, {"it", "there"});
  return asks && has(right.first(1), {"tell", "report", "say"}) && has(right, {"how"}) &&
         has(right, {"it", "its", "it's", "things"}) && names(right) == 0;
}

}  // namespace maxos::language
