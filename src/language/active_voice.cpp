#include "language/active_voice.h"

#include <array>
#include <string_view>
#include <utility>

#include "language/caution.h"
#include "language/statement_words.h"

namespace maxos::language {
namespace {

constexpr std::array kParticiples = std::to_array<std::pair<std::string_view, std::string_view>>(
    {{"removed", "remove"},       {"deleted", "delete"},      {"restarted", "restart"},
     {"reloaded", "reload"},      {"started", "start"},       {"stopped", "stop"},
     {"enabled", "enable"},       {"disabled", "disable"},    {"extracted", "extract"},
     {"unpacked", "unpack"},      {"unzipped", "unzip"},      {"moved", "move"},
     {"copied", "copy"},          {"renamed", "rename"},      {"archived", "archive"},
     {"compressed", "compress"},  {"zipped", "zip"},          {"packed", "pack"},
     {"created", "create"},       {"built", "build"},         {"compiled", "compile"},
     {"deployed", "deploy"},      {"tested", "test"},         {"executed", "run"},
     {"shown", "show"},           {"displayed", "show"},      {"listed", "list"},
     {"pinged", "ping"},          {"taken", "take"},          {"brought", "bring"},
     {"rebooted", "reboot"},      {"emptied", "empty"},       {"committed", "commit"},
     {"blocked", "block"},        {"sorted", "sort"},         {"organised", "organize"},
     {"organized", "organize"},   {"switched", "switch"},     {"turned", "turn"},
     {"summarised", "summarize"}, {"summarized", "summarize"}});

std::string_view verb_of(std::string_view participle) {
  for (const auto& [form, verb] : kParticiples) {
    if (form == participle) return verb;
  }
  return {};
}

bool is_please_word(std::string_view word) {
  return is_one_of(word, {"please", "pls", "plz", "kindly"});
}

// What makes a question of it, or says more than the order does.
bool asks_or_binds(std::string_view word) {
  return denies_it(word) || always_matters(word) ||
         is_one_of(word, {"without",  "safely",        "if",    "when",     "while",   "until",   "unless",
                          "by",       "how",           "why",   "what",     "undone",  "been",    "easily",
                          "ever",     "still",         "only",  "before",   "after",   "once",    "anyone",
                          "who",      "user",          "users", "or",       "then",    "allowed", "online",
                          "remotely", "automatically", "later", "tomorrow", "tonight", "already"});
}

// Behind a participle: where to, and nothing else.
bool goes_on_plainly(std::string_view word) {
  return word.empty() || is_please_word(word) || is_determiner(word) || is_folder_noun(word) ||
         is_one_of(word,
                   {"to", "into", "here", "down", "up", "off", "now", "again", "from", "as", "in", "with"});
}

}  // namespace

void drop_formality(Rewording& said) {
  const bool names = is_one_of(said.at(1), {"team", "all", "colleagues", "sir", "madam", "admin", "support"});
  if (said.at(0) == "dear" && names && said.size() > 4 && said.pauses(2)) said.drop(0, 2);
  for (std::size_t i = 0; i + 1 < said.size() && i < 4; ++i) {
    if (said.pauses(i) && i + 2 < said.size() && said.pauses(i + 2) &&
        (said.says(i, {"change", "approved"}) || said.says(i, {"as", "discussed"}) ||
         said.says(i, {"as", "agreed"})))
      said.drop(i, i + 2);
  }
  for (std::size_t i = 0; i + 1 < said.size(); ++i) {
    if (said.at(i) == "kindly" && said.pauses(i)) said.drop(i, i + 1);
    if (said.says(i, {"and", "oblige"}) && i > 1 && said.pauses(i + 2)) said.drop(i, i + 2);
    const bool present = said.says(i, {"at", "present"}) && i > 1;
    if (present && said.pauses(i + 2)) said.drop(i, i + 2);
    if (said.says(i, {"at", "the", "earliest"}) && i > 1 && said.pauses(i + 3)) said.drop(i, i + 3);
  }
}

Voice say_actively(Rewording& said) {
  std::size_t first = 0;
  while (is_please_word(said.at(first)) ||
         (first < said.size() && said.is_word(first) && said.at(first).empty()))
    ++first;
  const std::string_view opens = said.at(first);
  const bool have = opens == "have";
  if (!have && opens != "could" && opens != "can") return Voice::unchanged;
  if (have && said.asks()) return Voice::unchanged;
  // "could you", "have you restarted it"
  if (is_one_of(said.at(first + 1), {"you", "u", "i", "we", "they", "he", "she", "it", "that", "this", "a",
                                     "an", "any", "all", "everything", "anything", "one"}))
    return Voice::unchanged;
  std::size_t participle = first + 1;
  for (; participle < std::min(said.size(), first + 9); ++participle) {
    if (said.pauses(participle)) return Voice::unchanged;
    if (have ? !verb_of(said.at(participle)).empty() : said.at(participle) == "be") break;
  }
  const std::size_t be = participle;
  if (!have) ++participle;
  const std::string_view verb = verb_of(said.at(participle));
  if (verb.empty() || be < first + 2) return Voice::unchanged;
  bool please = have;
  bool plain = true;
  std::size_t last = participle + 1;
  for (; last < said.size() && (!said.pauses(last) || is_please_word(said.at(last))); ++last)
    plain = plain && goes_on_plainly(said.at(last));
  for (std::size_t i = 0; i < last; ++i) {
    please = please || is_please_word(said.at(i));
    if (!said.at(i).empty() && asks_or_binds(said.at(i))) return Voice::unchanged;
  }
  if (!please && (opens == "can" || !plain)) return Voice::unchanged;
  said.replace(first, verb);
  said.drop(have ? participle : be, participle + 1);
  return please ? Voice::order : Voice::maybe_order;
}

}  // namespace maxos::language
