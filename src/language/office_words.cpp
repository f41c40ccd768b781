#include "language/office_words.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace maxos::language {
namespace {

// "share the routing table": what is read is shown. Files, folders and access are shared with somebody.
void share(Rewording& said, std::size_t at) {
  if (!is_one_of(said.at(at), "share", "provide", "furnish", "supply")) return;
  if (said.any(at + 1, said.size(), "with", "to", "on", "over", "via", "between", "access", "across")) return;
  std::size_t noun = at + 1;
  while (is_determiner(said.at(noun)) ||
         is_one_of(said.at(noun), "me", "us", "last", "latest", "recent", "current", "full", "complete"))
    ++noun;
  for (std::size_t i = noun; i < noun + 2; ++i) {
    if (!is_one_of(said.at(i), "log", "logs", "entries", "contents", "content", "list", "status", "uptime",
                   "table", "output", "checksum", "usage", "state", "version", "messages", "journal",
                   "permissions", "statistics"))
      continue;
    said.replace(at, "show");
    return;
  }
}

}  // namespace

std::optional<std::string> without_yourself(const Utterance& utterance, std::span<const Term> terms) {
  std::size_t at = 0;
  while (at < terms.size() && is_one_of(terms[at].lower, "please", "pls", "plz", "kindly")) ++at;
  if (at + 3 >= terms.size() || terms[at].lower != "teach" || terms[at + 1].lower != "yourself" ||
      terms[at + 1].kind != TermKind::word || !is_determiner(terms[at + 2].lower) ||
      terms[at + 3].lower != "phrase")
    return std::nullopt;
  std::string out = utterance.clean.substr(0, terms[at].end);
  return out.append(utterance.clean.substr(terms[at + 1].end));
}

void say_plainly(Rewording& said) {
  const std::size_t first = said.behind_please();
  share(said, first);
  for (std::size_t i = first + 1; i < said.size(); ++i) {
    const std::string_view word = said.at(i);
    if (is_one_of(word, "month-wise", "monthwise") && !said.pauses(i)) said.replace(i, "by month");
    if (is_one_of(word, "type-wise", "typewise", "per-type") && !said.pauses(i)) said.replace(i, "by type");
    if (word == "software" && said.at(i + 1) == "project" &&
        is_one_of(said.at(i - 1), "a", "new", "the", "another"))
      said.drop(i, i + 1);
  }
  for (std::size_t i = 2; i + 4 < said.size() && i < 5 && said.at(0) == "what"; ++i) {
    if (said.at(i) != "do" || !is_one_of(said.at(i + 1), "we", "i", "you") ||
        !is_one_of(said.at(i + 2), "get", "have", "see") || said.at(i + 3) != "to")
      continue;
    if (!said.any(1, i, "round-trip", "roundtrip", "trip", "rtt")) continue;
    said.replace(1, "latency");
    said.drop(2, i);
    said.replace(i + 2, "have");
  }
}

}  // namespace maxos::language
