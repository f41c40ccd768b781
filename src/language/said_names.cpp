#include "language/said_names.h"

#include <algorithm>
#include <optional>
#include <string>

#include "language/word_forms.h"

namespace maxos::language {
namespace {

void claim_terms(std::span<bool> claimed, std::size_t first, std::size_t last) {
  std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(first), last - first + 1, true);
}

std::string text_between(const Utterance& utterance, const Term& first, const Term& last) {
  return utterance.clean.substr(first.begin, last.end - first.begin);
}

// file.undo, "transaction 42", "transaction number 42"
void settle_transaction(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, "transaction", "tx")) continue;
    std::size_t at = i + 1;
    while (at + 1 < terms.size() &&
           is_one_of(terms[at].lower, "with", "the", "number", "no", "no.", "nr", "id", "#"))
      ++at;
    if (terms[at].kind != TermKind::number ||
        terms[at].lower.find_first_not_of("0123456789") != std::string_view::npos)
      return;
    slots.insert_or_assign("transaction", std::string(terms[at].lower));
    claim_terms(claimed, i + 1, at);
    return;
  }
}

// agent.forget, "unlearn sitrep", "what I taught you about sitrep": one word without quotes, at the end.
void settle_taught_phrase(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("phrase") || terms.size() < 2) return;
  std::size_t last = terms.size() - 1;
  if (last > 1 && is_one_of(terms[last].lower, "please", "pls", "again", "now")) --last;
  const Term& name = terms[last];
  if (claimed[last] || name.kind != TermKind::word || is_determiner(name.lower) ||
      is_one_of(name.lower, "it", "that", "you", "me", "everything", "all", "phrase", "them", "this",
                "about"))
    return;
  const bool told = is_one_of(terms[last - 1].lower, "unlearn", "phrase", "expression") ||
                    (is_one_of(terms[last - 1].lower, "about", "for", "as") && last > 2 &&
                     is_one_of(terms[last - 2].lower, "you", "taught", "learned"));
  if (!told) return;
  slots.emplace("phrase", name.raw);
  claimed[last] = true;
}

// "reload nginx's config"
void settle_owned_unit(SlotValues& slots) {
  const auto unit = slots.find("unit");
  // A sentence that begins with it.
  if (unit != slots.end() && unit->second == "Kernel") unit->second = "kernel";
  if (unit != slots.end() && unit->second.size() > 3 && unit->second.ends_with("'s"))
    unit->second.resize(unit->second.size() - 2);
}

bool is_entries(std::string_view word) {
  return is_one_of(word, "entries", "entry", "messages", "msgs", "journal", "logs", "log", "lines");
}

// system.logs: "journal entries for slurmd" are those of a unit, "crit msgs" do not say so.
void settle_entries(std::span<const Term> terms, SlotValues& slots) {
  const auto grep = slots.find("grep");
  if (grep == slots.end()) return;
  if (is_one_of(grep->second, "msgs", "msg", "mesages", "messages", "entries", "lines", "stuff", "fine",
                "worse", "enough")) {
    slots.erase(grep);
    return;
  }
  // "segfault over the last 2 days"
  for (const std::string_view tail : {" over the last", " in the last", " during the last", " of the last"}) {
    const std::size_t at = grep->second.rfind(tail);
    if (at != std::string::npos && at > 0 && at + tail.size() == grep->second.size()) grep->second.resize(at);
  }
  if (slots.contains("unit") || is_one_of(terms.front().lower, "search", "grep", "scan", "look", "find"))
    return;
  for (std::size_t i = 2; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::word || grep->second != terms[i].raw ||
        !is_one_of(terms[i - 1].lower, "for", "of", "from") || !is_entries(terms[i - 2].lower) ||
        is_one_of(terms[i].lower, "errors", "error", "warnings", "failures", "crashes", "usb", "disk"))
      continue;
    slots.emplace("unit", grep->second);
    slots.erase("grep");
    return;
  }
}

// Where a text that is looked for ends, when no quotation says so.
bool ends_text(const Term& term) {
  return (term.kind != TermKind::word && term.kind != TermKind::number) ||
         is_one_of(term.lower, "in", "inside", "within", "anywhere", "somewhere", "anyplace", "from", "under",
                   "below", "since", "please", "pls", "thank", "thanks", "at", "during", "recently", "today",
                   "lately", "there", "over");
}

// The text from term `first` on; nothing when there is none.
std::optional<std::size_t> end_of_text(const Utterance& utterance, std::span<const Term> terms,
                                       std::size_t first) {
  std::size_t last = first;
  while (last < terms.size() && last < first + 8 && !ends_text(terms[last])) {
    ++last;
    if (last < terms.size() && utterance.clean.find_first_of(",.;?", terms[last - 1].end) < terms[last].begin)
      break;
  }
  return last == first ? std::nullopt : std::optional(last - 1);
}

bool names_words(std::span<const Term> terms, std::size_t at) {
  if (at == 0 || !is_one_of(terms[at - 1].lower, "the", "word", "words") ||
      !is_one_of(terms[at].lower, "words", "word", "phrase", "text", "string"))
    return false;
  const std::string_view before = at > 1 ? terms[at - 2].lower : std::string_view();
  return is_one_of(before, "with", "containing", "contain", "contains", "having", "has", "have", "for",
                   "mentioning", "mention", "say", "says", "saying", "uses", "using", "is");
}

// "with the words power of attorney in it", "does it say paper jam anywhere in the log"
void settle_words_sought(std::string_view slot, const Utterance& utterance, std::span<const Term> terms,
                         std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    // "does it say …", "does ~/a.log say …", "find files saying …"
    const bool of_it =
        is_one_of(terms[i].lower, "say", "mention") && i < 4 &&
        is_one_of(terms.front().lower, "does", "did", "do") &&
        (slot == "grep" || terms[i - 1].kind == TermKind::path || terms[i - 1].kind == TermKind::file);
    const bool says =
        of_it || (terms[i].lower == "saying" && is_one_of(terms[i - 1].lower, "files", "file", "documents",
                                                          "notes", "lines", "messages", "entries"));
    // "search the journal for request 7-100"
    const bool sought = slot == "grep" && terms[i].lower == "for" && i > 1 && i < 4 &&
                        is_one_of(terms.front().lower, "search", "grep", "scan") && i + 2 < terms.size() &&
                        terms[i + 1].kind == TermKind::word && slots.contains("grep") &&
                        slots.find("grep")->second == terms[i + 1].raw;
    if (!says && !sought && !names_words(terms, i)) continue;
    // "the word documents"
    if (is_one_of(terms[i + 1].lower, "files", "file", "documents", "document", "of", "that", "in", "about",
                  "anything", "something", "why", "what", "the", "how", "when", "if"))
      continue;
    const auto last = end_of_text(utterance, terms, i + 1);
    if (!last) continue;
    // "with the word hello in the name" is none of the contents.
    if (*last + 3 < terms.size() && terms[*last + 1].lower == "in" &&
        is_one_of(terms[*last + 3].lower, "name", "names", "title", "filename", "titles"))
      return;
    std::string text = text_between(utterance, terms[i + 1], terms[*last]);
    const auto covers = [&](const auto& other) {
      return other != slots.end() && text.find(other->second) != std::string::npos;
    };
    if (const auto pattern = slots.find("pattern"); covers(pattern)) slots.erase(pattern);
    if (const auto unit = slots.find("unit"); sought && covers(unit)) slots.erase(unit);
    if (of_it && slot == "content" && !slots.contains("path")) {
      slots.emplace("path", terms[i - 1].token->value.empty() ? std::string(terms[i - 1].raw)
                                                              : terms[i - 1].token->value);
      claimed[i - 1] = true;
    }
    slots.insert_or_assign(std::string(slot), std::move(text));
    claim_terms(claimed, i + 1, *last);
    return;
  }
}

// knowledge.query, "according to our documentation, what is the retention policy for rosbags?": all that is
// asked.
void settle_question(const Utterance& utterance, std::span<const Term> terms, std::span<bool> claimed,
                     SlotValues& slots) {
  const auto query = slots.find("query");
  if (query == slots.end() || terms.size() < 5 || terms[0].lower != "according" || terms[1].lower != "to")
    return;
  std::size_t first = 2;
  while (first < terms.size() && first < 6 &&
         !is_one_of(terms[first].lower, "what", "what's", "whats", "how", "who", "when", "where", "which",
                    "why", "is", "are", "can", "do", "does", "may", "must", "should"))
    ++first;
  if (first >= terms.size() - 1 || first == 6) return;
  std::size_t last = first;
  while (last + 1 < terms.size() &&
         utterance.clean.find_first_of("?.;,", terms[last].end) >= terms[last + 1].begin)
    ++last;
  std::string text = text_between(utterance, terms[first], terms[last]);
  if (!text.starts_with(query->second) && text.find(query->second) == std::string::npos) return;
  query->second = std::move(text);
  claim_terms(claimed, first, last);
}

// file.history, "is transaction 42 undone": an id and no count.
void drop_id_as_limit(std::span<const Term> terms, SlotValues& slots) {
  const auto limit = slots.find("limit");
  if (limit == slots.end()) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (terms[i].lower != limit->second || !is_one_of(terms[i - 1].lower, "transaction", "tx", "id"))
      continue;
    slots.erase(limit);
    return;
  }
}

// system.power, "at 02:00, the UPS gets swapped": the time ends where the reason begins.
void cut_reason_off(SlotValues& slots) {
  const auto when = slots.find("when");
  if (when == slots.end()) return;
  const std::size_t comma = when->second.find(',');
  if (comma != std::string::npos && comma > 0) when->second.resize(comma);
}

// knowledge.query, "boiler maintenance? Bernard swears there is", "needle stick injuries, I need it soon"
void cut_remark_off(SlotValues& slots) {
  const auto query = slots.find("query");
  if (query == slots.end()) return;
  std::string& text = query->second;
  for (const std::string_view frame :
       {"regarding ", "concerning ", "about ", "on the subject of ", "on the topic of "}) {
    if (text.starts_with(frame) && text.size() > frame.size()) text.erase(0, frame.size());
  }
  std::size_t end = std::min(text.find("? "), text.size());
  for (const std::string_view remark : {", i", ", I", ", we", ", it's", ", its", ", my", ", because"}) {
    const std::size_t at = text.find(remark);
    const std::size_t behind = at == std::string::npos ? at : at + remark.size();
    if (at != std::string::npos && (behind == text.size() || text[behind] == ' ' || text[behind] == '\''))
      end = std::min(end, at);
  }
  if (end > 0) text.resize(end);
}

// system.disk, "the build says 'no space left'": no place.
void drop_message_as_path(std::span<const Term> terms, SlotValues& slots) {
  const auto path = slots.find("path");
  if (path == slots.end() || path->second.find('/') != std::string::npos) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::quoted || path->second != terms[i].raw ||
        !is_one_of(terms[i - 1].lower, "says", "said", "say", "reads", "complains", "error", "message",
                   "with"))
      continue;
    slots.erase(path);
    return;
  }
}

// file.read, "head -5 labels.csv, …": said as a shell has it, in a sentence.
void settle_lines(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("lines") || !is_one_of(terms.front().lower, "head", "tail")) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    std::string_view count = terms[i].raw;
    if (count.starts_with('-'))
      count.remove_prefix(1);
    else if (terms[i - 1].lower != "-n")
      continue;
    if (count.empty() || count.size() > 6 || count.find_first_not_of("0123456789") != std::string_view::npos)
      continue;
    slots.emplace("lines", count);
    claimed[i] = true;
    return;
  }
}

// "hunt down zImage somewhere under ~/build": where, and no part of the name.
void cut_somewhere_off(SlotValues& slots) {
  const auto pattern = slots.find("pattern");
  if (pattern == slots.end()) return;
  for (const std::string_view place : {" somewhere", " anywhere"}) {
    if (pattern->second.size() > place.size() && pattern->second.ends_with(place))
      pattern->second.erase(pattern->second.size() - place.size());
  }
}

// file.search, "hunt down zImage under ~/build": a name, and not what is in the files.
void settle_hunted(std::span<const Term> terms, SlotValues& slots) {
  const auto content = slots.find("content");
  if (content == slots.end() || slots.contains("pattern")) return;
  for (std::size_t i = 1; i < terms.size() && i < 4; ++i) {
    if (content->second != terms[i].raw || terms[i].kind != TermKind::word ||
        !is_one_of(terms[i - 1].lower, "down", "find", "locate"))
      continue;
    slots.emplace("pattern", content->second);
    slots.erase("content");
    return;
  }
}

// system.packages, "waiting to be installed", "whitch version": words of the question.
void drop_word_as_package(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  const auto name = slots.find("name");
  if (name == slots.end() || terms.size() < 3) return;
  const bool first =
      name->second == terms.front().raw && claimed.front() && terms.front().lower.starts_with("wh");
  if (!first &&
      !is_one_of(name->second, "be", "is", "are", "waiting", "updates", "installed", "packages", "to"))
    return;
  if (first) claimed.front() = false;
  slots.erase(name);
}

// "the 12 newest, that's plenty", "commit all repos": no name. "Of the repository cueplayer" is one.
void settle_repository(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 1; i < terms.size() && !slots.contains("repository"); ++i) {
    // "in this folder's git repo"
    if (terms[i - 1].lower == "this" &&
        is_one_of(terms[i].lower, "folder's", "directory's", "folders", "dir's"))
      slots.emplace("repository", ".");
  }
  // "uncommitted files in the webshop repo"
  for (std::size_t i = 1; i + 1 < terms.size() && !slots.contains("repository"); ++i) {
    if (is_one_of(terms[i + 1].lower, "repo", "repository") &&
        is_one_of(terms[i - 1].lower, "the", "my", "our") && terms[i].kind == TermKind::word && !claimed[i] &&
        !is_one_of(terms[i].lower, "git", "whole", "same", "local", "entire", "current", "new", "other",
                   "last", "code", "right")) {
      slots.emplace("repository", std::string(terms[i].raw));
      claimed[i] = true;
    }
  }
  const auto repository = slots.find("repository");
  if (repository != slots.end() && is_one_of(repository->second, "plenty", "enough", "fine", "sufficient",
                                             "repos", "repositories", "repo")) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (terms[i].raw == repository->second) claimed[i] = false;
    }
    slots.erase(repository);
    return;
  }
  // "two of us work on it now, which branches exist in /srv/wiki"
  for (std::size_t i = 0; i < terms.size() && repository != slots.end(); ++i) {
    if (terms[i].kind != TermKind::path || claimed[i] ||
        repository->second.find_first_of("/~.") != std::string::npos)
      continue;
    repository->second = terms[i].token->value;
    claimed[i] = true;
    return;
  }
  for (std::size_t i = 1; i + 1 < terms.size() && repository == slots.end(); ++i) {
    if (!is_one_of(terms[i].lower, "repository", "repo") ||
        !is_one_of(terms[i - 1].lower, "the", "my", "our") || claimed[i + 1] ||
        terms[i + 1].kind != TermKind::word ||
        (i + 2 < terms.size() && !is_one_of(terms[i + 2].lower, "please", "pls", "with", "and", "now")) ||
        is_one_of(terms[i + 1].lower, "please", "now", "here", "is", "has", "with", "in", "and", "for",
                  "that", "again", "pls", "status", "log", "history", "on", "at", "of", "yet", "today"))
      continue;
    slots.emplace("repository", terms[i + 1].raw);
    claimed[i + 1] = true;
    return;
  }
}

// system.processes, "any zombies": how they are, and not what they are called.
void drop_zombie_as_name(std::span<const Term> terms, SlotValues& slots) {
  const auto name = slots.find("name");
  // "the most CPU-hungry processes"
  if (name != slots.end() && (name->second.ends_with("-hungry") || name->second.ends_with("-heavy") ||
                              name->second.ends_with("-intensive"))) {
    slots.erase(name);
    return;
  }
  if (name == slots.end() || !is_one_of(name->second, "zombie", "zombies", "defunct", "Zombie")) return;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (is_one_of(terms[i].lower, "called", "named", "name")) return;
  }
  slots.erase(name);
}

}  // namespace

void settle_names(std::string_view intent, const Utterance& utterance, std::span<const Term> terms,
                  std::span<bool> claimed, SlotValues& slots) {
  if (intent == "file.undo") settle_transaction(terms, claimed, slots);
  if (intent == "agent.forget") settle_taught_phrase(terms, claimed, slots);
  if (intent == "knowledge.query") settle_question(utterance, terms, claimed, slots);
  if (intent == "system.logs") {
    settle_words_sought("grep", utterance, terms, claimed, slots);
    settle_entries(terms, slots);
  }
  if (intent == "file.search") settle_words_sought("content", utterance, terms, claimed, slots);
  if (intent == "file.history") drop_id_as_limit(terms, slots);
  if (intent == "file.read") settle_lines(terms, claimed, slots);
  if (intent == "file.search") {
    cut_somewhere_off(slots);
    settle_hunted(terms, slots);
  }
  if (intent == "system.packages") drop_word_as_package(terms, claimed, slots);
  if (intent == "knowledge.query") cut_remark_off(slots);
  if (intent == "system.disk") drop_message_as_path(terms, slots);
  if (intent == "system.power") cut_reason_off(slots);
  if (intent == "system.processes") drop_zombie_as_name(terms, slots);
  if (intent.starts_with("dev.git_") || intent == "dev.commit") settle_repository(terms, claimed, slots);
  settle_owned_unit(slots);
}

}  // namespace maxos::language
