#include "language/clauses.h"

#include "language/word_forms.h"

namespace maxos::language {

bool is_order_word(std::string_view word) {
  return is_one_of(
      word, {"archive",  "block",    "bounce", "build",     "check",    "close",     "commit",  "compile",
             "compress", "connect",  "copy",   "create",    "delete",   "deploy",    "disable", "disconnect",
             "display",  "drop",     "empty",  "enable",    "erase",    "extract",   "find",    "forget",
             "give",     "halt",     "kill",   "learn",     "list",     "look",      "make",    "move",
             "open",     "organize", "pack",   "ping",      "poweroff", "print",     "purge",   "query",
             "reboot",   "reload",   "remove", "rename",    "restart",  "resolve",   "run",     "scaffold",
             "search",   "see",      "show",   "shut",      "shutdown", "start",     "stop",    "summarize",
             "suspend",  "tail",     "tell",   "test",      "trash",    "turn",      "undo",    "unpack",
             "unzip",    "wipe",     "zip",    "read",      "rm",       "systemctl", "cp",      "mv",
             "mkdir",    "sort",     "tidy",   "hibernate", "format",   "install",   "upgrade", "update",
             "push",     "allow",    "scan",   "get",       "report",   "rmdir",     "launch",  "power",
             "clear",    "clean"});
}

std::optional<std::pair<std::size_t, std::size_t>> second_clause(std::span<const Term> terms) {
  std::optional<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    if (terms[i].kind != TermKind::word) continue;
    const std::string_view word = terms[i].lower;
    const bool joins = is_one_of(word, {"and", "then", "also", "&", "&&", "plus", "afterwards", "but"});
    // "go ahead and delete it", "try and restart it"
    if (!joins || is_one_of(terms[i - 1].lower, {"ahead", "try", "go", "come", "kind", "good", "nice"}))
      continue;
    std::size_t next = i + 1;
    while (next < terms.size() && is_one_of(terms[next].lower, {"then", "also", "please", "after", "that",
                                                                "afterwards", "finally", "to"})) {
      ++next;
    }
    if (next < terms.size() && terms[next].kind == TermKind::word && is_order_word(terms[next].lower))
      found = {i, next};
  }
  return found;
}

}  // namespace maxos::language
