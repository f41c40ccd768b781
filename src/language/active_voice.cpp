#include "language/active_voice.h"

#include <array>
#include <string_view>
#include <utility>

#include "language/caution.h"
#include "language/service_names.h"
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
  return is_one_of(word, "please", "pls", "plz", "kindly");
}

// What makes a question of it, or says more than the order does.
bool asks_or_binds(std::string_view word) {
  return denies_it(word) || always_matters(word) ||
         is_one_of(word, "without", "safely", "if", "when", "while", "until", "unless", "by", "how", "why",
                   "what", "undone", "been", "easily", "ever", "still", "only", "before", "after", "once",
                   "anyone", "who", "user", "users", "or", "then", "allowed", "online", "remotely",
                   "automatically", "later", "tomorrow", "tonight", "already", "often", "less", "more",
                   "rarely", "seldom", "regularly", "every", "whenever");
}

// Behind a participle: where to, and nothing else.
bool goes_on_plainly(std::string_view word) {
  return word.empty() || is_please_word(word) || is_determiner(word) || is_folder_noun(word) ||
         is_one_of(word, "to", "into", "here", "down", "up", "off", "now", "again", "from", "as", "in",
                   "with");
}

// "have the deleted files restored": the first of the two only says which.
bool describes(const Rewording& said, std::size_t participle) {
  if (is_determiner(said.at(participle - 1))) return true;
  for (std::size_t i = participle + 1; i < said.size() && !said.pauses(i); ++i) {
    if (is_past(said.at(i))) return true;
  }
  return false;
}

// What is ended by a question mark says nothing that could be taken as given.
bool is_given(const Rewording& said, std::size_t end) {
  return end < said.size() && said.pauses(end) && said.before(end).find('?') == std::string_view::npos;
}

// Where an introduction ends that begins at `i`: "change approved", "as per our discussion"; `i` for none.
std::size_t end_of_introduction(const Rewording& said, std::size_t i) {
  if (said.says(i, "as", "discussed", "in", "the") &&
      is_one_of(said.at(i + 4), "call", "meeting", "standup", "handover"))
    return i + 5;
  if (said.says(i, "change", "approved") || said.says(i, "as", "discussed") || said.says(i, "as", "agreed"))
    return i + 2;
  if (said.says(i, "as", "per") && is_one_of(said.at(i + 2), "our", "the", "my") &&
      is_one_of(said.at(i + 3), "discussion", "agreement", "conversation", "call", "talk"))
    return i + 4;
  if (said.says(i, "the", "change", "has", "been", "approved")) return i + 5;
  if (said.says(i, "the", "change", "is", "approved")) return i + 4;
  if (said.says(i, "to", "whom", "it", "may", "concern")) return i + 5;
  return i;
}

}  // namespace

void drop_formality(Rewording& said) {
  // "computer, restart nginx" does not restart the computer.
  const bool called = is_one_of(said.at(0), "computer", "maxos", "server", "machine", "box");
  if (called && said.size() > 2 && said.before(1).find(',') != std::string_view::npos) said.drop(0, 1);
  // "would you be so kind as to"
  for (std::size_t i = 1; i + 5 < said.size() && i < 4; ++i) {
    if (!said.says(i, "you", "be", "so")) continue;
    const std::size_t kind = i + 3;
    const std::size_t to = said.at(kind + 1) == "as" ? kind + 2 : kind + 1;
    if (!is_one_of(said.at(i - 1), "would", "could", "will", "can") ||
        !is_one_of(said.at(kind), "kind", "good", "nice", "gentle") || !is_one_of(said.at(to), "to", "and"))
      continue;
    said.replace(i - 1, "please");
    said.drop(i, to + 1);
  }
  const bool names = is_one_of(said.at(1), "team", "all", "colleagues", "sir", "madam", "admin", "support");
  if (said.at(0) == "dear" && names && said.size() > 4 && said.pauses(2)) said.drop(0, 2);
  if (said.says(0, "dear", "sir", "or", "madam") && said.size() > 6 && said.pauses(4)) said.drop(0, 4);
  if (said.at(0) == "dear" && said.at(2) == "team" && said.size() > 5 && said.pauses(3) &&
      is_one_of(said.at(1), "support", "it", "ops", "admin", "operations", "infra"))
    said.drop(0, 3);
  for (std::size_t i = 0; i + 1 < said.size() && i < 4; ++i) {
    const std::size_t end = said.pauses(i) ? end_of_introduction(said, i) : i;
    if (end > i && is_given(said, end)) said.drop(i, end);
  }
  // "you are kindly requested to restart cups"
  if (said.says(0, "you", "are") && said.any(2, 4, "requested")) {
    const std::size_t to = said.at(2) == "kindly" ? 4 : 3;
    if (said.at(to) == "to" && !said.asks() && !said.any(to, said.size(), "by") && to + 1 < said.size() &&
        !denies_it(said.at(to + 1)))
      said.drop(0, to + 1);
  }
  for (std::size_t i = 0; i + 4 < said.size() && i < 2; ++i) {
    if (said.says(i, "do", "the", "needful", "and") && (i == 0 || is_please_word(said.at(0))))
      said.drop(i, i + 4);
  }
  for (std::size_t i = 0; i + 1 < said.size(); ++i) {
    if (said.at(i) == "kindly" && said.pauses(i)) said.drop(i, i + 1);
    if (said.says(i, "and", "oblige") && i > 1 && said.pauses(i + 2)) said.drop(i, i + 2);
    const bool present = said.says(i, "at", "present") && i > 1;
    if (present && said.pauses(i + 2)) said.drop(i, i + 2);
    if (said.says(i, "at", "the", "earliest") && i > 1 && said.pauses(i + 3)) said.drop(i, i + 3);
  }
}

Voice say_actively(Rewording& said) {
  std::size_t first = 0;
  while (is_please_word(said.at(first)) ||
         (first < said.size() && said.is_word(first) && said.at(first).empty()))
    ++first;
  const std::string_view opens = said.at(first);
  const bool gets = opens == "get";
  const bool have = opens == "have" || gets;
  if (!have && opens != "could" && opens != "can") return Voice::unchanged;
  if (have && said.asks()) return Voice::unchanged;
  // "could you", "have you restarted it"
  const bool makes_folder = !have && said.at(first + 1) == "a" &&
                            (is_folder_noun(said.at(first + 2)) ||
                             (said.at(first + 2) == "new" && is_folder_noun(said.at(first + 3))));
  if (!makes_folder && is_one_of(said.at(first + 1), "you", "u", "i", "we", "they", "he", "she", "it", "that",
                                 "this", "a", "an", "any", "all", "everything", "anything", "one"))
    return Voice::unchanged;
  std::size_t participle = first + 1;
  for (; participle < std::min(said.size(), first + 9); ++participle) {
    if (said.pauses(participle)) return Voice::unchanged;
    if (have ? !verb_of(said.at(participle)).empty() : said.at(participle) == "be") break;
  }
  const std::size_t be = participle;
  if (!have) ++participle;
  const bool runs = !have && said.at(participle) == "run" && said.any(first, be, "test", "tests", "suite");
  const std::string_view verb = runs ? std::string_view("run") : verb_of(said.at(participle));
  if (verb.empty() || be < first + 2 || (makes_folder && verb != "create")) return Voice::unchanged;
  // "have the deleted files restored"
  // "get nginx restarted"; but "get the files deleted yesterday"
  if (gets && (participle > first + 3 || !(is_service_name(said.at(be - 1)) || !said.is_word(be - 1))))
    return Voice::unchanged;
  if (have && describes(said, participle)) return Voice::unchanged;
  bool please = have;
  bool plain = true;
  std::size_t last = participle + 1;
  for (; last < said.size() && (!said.pauses(last) || is_please_word(said.at(last))); ++last)
    plain = plain && goes_on_plainly(said.at(last));
  for (std::size_t i = 0; i < last; ++i) {
    please = please || is_please_word(said.at(i));
    const bool grouped = said.at(i) == "by" && said.any(i + 1, i + 2, "month", "type", "year");
    if (!said.at(i).empty() && !grouped && asks_or_binds(said.at(i))) return Voice::unchanged;
  }
  if (!please && (opens == "can" || !plain)) return Voice::unchanged;
  // "bring up the tunnel home", not "bring the tunnel home up"
  const bool particle = is_one_of(verb, "bring", "take", "switch", "turn") &&
                        said.any(participle + 1, participle + 2, "up", "down", "on", "off");
  std::string order(verb);
  if (particle) order.append(" ").append(said.at(participle + 1));
  said.drop(have ? participle : be, participle + (particle ? 2 : 1));
  said.replace(first, order);
  return please ? Voice::order : Voice::maybe_order;
}

}  // namespace maxos::language
