#include "language/said_slots.h"

#include <string>

#include "language/quantities.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool is_plain(std::span<const Term> terms, std::span<const bool> claimed, std::size_t at) {
  return at < terms.size() && !claimed[at] && terms[at].kind == TermKind::word;
}

// Whether nothing but politeness follows.
bool is_last(std::span<const Term> terms, std::size_t at) {
  return at + 1 == terms.size() ||
         (at + 2 == terms.size() &&
          is_one_of(terms[at + 1].lower, {"please", "pls", "plz", "now", "thanks", "again"}));
}

bool introduces_place(std::string_view word) {
  return is_inside_word(word) || word == "of";
}

bool names_machine(std::string_view word) {
  return is_one_of(word, {"machine", "server", "computer", "box", "host", "device", "system", "pc", "laptop",
                          "node", "appliance", "disk", "drive"});
}

// Kinds of things and ways in which they are, that no file is called by.
bool names_nothing(std::string_view word) {
  return names_machine(word) || is_folder_noun(word) || is_determiner(word) || introduces_place(word) ||
         is_one_of(
             word,
             {"file",       "files",    "folders", "directories", "everything", "anything",  "something",
              "stuff",      "things",   "it",      "them",        "that",       "these",     "those",
              "all",        "total",    "general", "detail",      "details",    "here",      "there",
              "use",        "place",    "home",    "me",          "us",         "large",     "big",
              "huge",       "small",    "empty",   "duplicate",   "duplicates", "old",       "new",
              "recent",     "hidden",   "which",   "what",        "where",      "out",       "one",
              "size",       "order",    "date",    "name",        "names",      "time",      "space",
              "usage",      "depth",    "full",    "bytes",       "kb",         "mb",        "gb",
              "images",     "pictures", "photos",  "videos",      "music",      "documents", "movies",
              "songs",      "archives", "scripts", "code",        "text",       "and",       "or",
              "particular", "question", "trash",   "bin",         "list",       "logs",      "log",
              "then",       "a",        "an",      "maxos",       "my"});
}

bool has_criterion(const SlotValues& slots) {
  for (const std::string_view name :
       {"pattern", "content", "min_size", "max_size", "modified_within", "older_than", "kind"}) {
    if (slots.contains(name)) return true;
  }
  return false;
}

}  // namespace

void take_order(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("by")) return;
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (terms[i].lower != "by") continue;
    std::size_t at = i + 1;
    while (at < terms.size() && is_one_of(terms[at].lower, {"the", "their", "its", "file"})) ++at;
    if (!is_plain(terms, claimed, at) ||
        is_one_of(terms[at].lower, {"itself", "yourself", "now", "way", "any", "hand", "all", "using"}))
      continue;
    slots.emplace("by", terms[at].lower);
    claimed[at] = true;
    return;
  }
}

void settle_search(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (const auto pattern = slots.find("pattern"); pattern != slots.end()) {
    // "is there a folder named backup": so, and not backup-2.
    for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
      if (is_one_of(terms[i].lower, {"named", "called"}) && claimed[i + 1] &&
          terms[i + 1].kind == TermKind::word && pattern->second == std::string(terms[i + 1].lower) + "*")
        pattern->second = terms[i + 1].raw;
    }
    if (!is_one_of(pattern->second, {"directories", "folders", "subdirectories", "subfolders", "dirs"}))
      return;
    // "list only directories"
    slots.erase(pattern);
    slots.emplace("kind", "directory");
  }
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, {"named", "called"})) continue;
    const Term& name = terms[i + 1];
    // "in the folder called logs"
    const bool place =
        i > 1 && is_folder_noun(terms[i - 1].lower) &&
        (introduces_place(terms[i - 2].lower) || (i > 2 && introduces_place(terms[i - 3].lower)));
    if (place || (name.kind != TermKind::quoted && !is_plain(terms, claimed, i + 1))) continue;
    if (const auto content = slots.find("content"); content != slots.end()) {
      if (content->second != name.raw) return;
      slots.erase(content);
    }
    slots.emplace("pattern", name.raw);
    claimed[i + 1] = true;
    return;
  }
  if (has_criterion(slots) && !(slots.size() == 1 && slots.contains("kind"))) return;
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (is_one_of(terms[i].lower, {"empty", "zero-byte"}) &&
        is_one_of(terms[i + 1].lower, {"file", "files"})) {
      slots.emplace("max_size", "0");
      claimed[i] = true;
      return;
    }
  }
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, {"find", "locate", "for"})) continue;
    std::size_t at = i + 1;
    while (at < terms.size() && is_determiner(terms[at].lower)) ++at;
    const bool ends =
        at < terms.size() && (is_last(terms, at) || introduces_place(terms[at + 1].lower) ||
                              is_one_of(terms[at + 1].lower, {"on", "somewhere", "anywhere", "for"}));
    // What is looked for is no place where to look, whatever it was taken for.
    const auto path = slots.find("path");
    const bool as_path = ends && path != slots.end() && path->second == terms[at].raw && claimed[at] &&
                         terms[at].kind == TermKind::word;
    if (!ends || !(as_path || is_plain(terms, claimed, at)) || names_nothing(terms[at].lower)) continue;
    if (as_path) slots.erase(path);
    slots.emplace("pattern", std::string("*").append(terms[at].raw).append("*"));
    claimed[at] = true;
    return;
  }
}

void take_algorithm(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string_view word = terms[i].lower;
    const bool family = word.starts_with("sha") || word.starts_with("md") || word.starts_with("crc") ||
                        word.starts_with("blake") || word.starts_with("xxh") || word.starts_with("ripemd");
    if (terms[i].kind != TermKind::word || !family ||
        word.find_first_of("0123456789") == std::string_view::npos ||
        word.find_first_of("./_") != std::string_view::npos)
      continue;
    if (const auto path = slots.find("path"); path != slots.end() && path->second == terms[i].raw) {
      slots.erase(path);
      // The file that is left is what it is of.
      for (std::size_t k = 0; k < terms.size(); ++k) {
        if (claimed[k] || (terms[k].kind != TermKind::file && terms[k].kind != TermKind::path)) continue;
        slots.emplace("path",
                      terms[k].kind == TermKind::path ? terms[k].token->value : std::string(terms[k].raw));
        claimed[k] = true;
        break;
      }
    }
    slots.emplace("algorithm", word);
    claimed[i] = true;
    return;
  }
}

void take_this_machine(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("host")) return;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool here = is_one_of(terms[i].lower, {"here", "locally"}) ||
                      (i > 0 && names_machine(terms[i].lower) &&
                       is_one_of(terms[i - 1].lower, {"this", "local", "my", "our"}));
    if (claimed[i] || !here) continue;
    slots.emplace("host", "localhost");
    claimed[i] = true;
    return;
  }
}

void take_day(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("since") || slots.contains("until")) return;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i] || terms[i].kind != TermKind::age || terms[i].lower.ends_with("ago")) continue;
    const auto age = read_age(terms[i].lower);
    if (!age) continue;
    slots.emplace("since", std::to_string(*age));
    claimed[i] = true;
    return;
  }
}

void take_pid(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    // "Top processes by memory" names no program.
    if (const auto name = slots.find("name");
        name != slots.end() && terms[i].raw == name->second && terms[i + 1].lower.starts_with("process") &&
        is_one_of(terms[i].lower, {"top", "biggest", "largest", "heaviest", "busiest"}) &&
        (i == 0 || !is_one_of(terms[i - 1].lower, {"named", "called"})))
      slots.erase(name);
    if (terms[i].lower != "pid" || terms[i + 1].kind != TermKind::number) continue;
    if (const auto limit = slots.find("limit"); limit != slots.end() && limit->second == terms[i + 1].lower)
      slots.erase(limit);
    slots.insert_or_assign("name", std::string(terms[i + 1].lower));
    claimed[i + 1] = true;
    return;
  }
}

void take_bare_place(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                     SlotValues& slots) {
  if (!is_one_of(intent, {"file.list", "file.usage", "file.search", "file.info"}) || slots.contains("path"))
    return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const std::size_t before = is_determiner(terms[i - 1].lower) && i > 1 ? i - 2 : i - 1;
    if (!is_last(terms, i) || !is_plain(terms, claimed, i) || !introduces_place(terms[before].lower) ||
        names_nothing(terms[i].lower))
      continue;
    slots.emplace("path", terms[i].raw);
    claimed[i] = true;
    return;
  }
}

}  // namespace maxos::language
