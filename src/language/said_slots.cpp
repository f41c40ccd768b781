#include "language/said_slots.h"

#include <algorithm>
#include <string>

#include "language/bounds.h"
#include "language/quantities.h"
#include "language/slips.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// What "large files" are larger than: 100 MiB.
constexpr std::string_view kLarge = "104857600";

bool is_plain(std::span<const Term> terms, std::span<const bool> claimed, std::size_t at) {
  return at < terms.size() && !claimed[at] && terms[at].kind == TermKind::word;
}

// Whether nothing but politeness follows.
bool is_last(std::span<const Term> terms, std::size_t at) {
  return at + 1 == terms.size() || (at + 2 == terms.size() && is_one_of(terms[at + 1].lower, "please", "pls",
                                                                        "plz", "now", "thanks", "again"));
}

bool introduces_place(std::string_view word) {
  return is_inside_word(word) || word == "of";
}

bool names_machine(std::string_view word) {
  return is_one_of(word, "machine", "server", "computer", "box", "host", "device", "system", "pc", "laptop",
                   "node", "appliance", "disk", "drive");
}

// Kinds of things and ways in which they are, that no file is called by.
bool names_nothing(std::string_view word) {
  return names_machine(word) || is_folder_noun(word) || is_determiner(word) || introduces_place(word) ||
         is_one_of(word, "file", "files", "folders", "directories", "everything", "anything", "something",
                   "stuff", "things", "it", "them", "that", "these", "those", "all", "total", "general",
                   "detail", "details", "here", "there", "use", "place", "home", "me", "us", "large", "big",
                   "huge", "small", "empty", "duplicate", "duplicates", "old", "new", "recent", "hidden",
                   "which", "what", "where", "out", "one", "size", "order", "date", "name", "names", "time",
                   "space", "usage", "depth", "full", "bytes", "kb", "mb", "gb", "images", "pictures",
                   "photos", "videos", "music", "documents", "movies", "songs", "archives", "scripts", "code",
                   "text", "and", "or", "particular", "question", "trash", "bin", "list", "logs", "log",
                   "then", "a", "an", "maxos", "my");
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
    while (at < terms.size() && is_one_of(terms[at].lower, "the", "their", "its", "file")) ++at;
    if (!is_plain(terms, claimed, at) ||
        is_one_of(terms[at].lower, "itself", "yourself", "now", "way", "any", "hand", "all", "using"))
      continue;
    slots.emplace("by", terms[at].lower);
    claimed[at] = true;
    return;
  }
}

namespace {

// "with antenna in the name", whatever else is said of the name: "*antenna*", or "*antenna*.pdf".
void take_part_of_name(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 1; i + 3 < terms.size(); ++i) {
    const bool in_name = terms[i + 1].lower == "in" && is_one_of(terms[i + 2].lower, "the", "its", "their") &&
                         is_one_of(terms[i + 3].lower, "name", "names", "title", "filename");
    if (!in_name || (terms[i].kind != TermKind::word && terms[i].kind != TermKind::quoted) ||
        !is_one_of(terms[i - 1].lower, "with", "having", "has", "have", "containing", "contain"))
      continue;
    std::string pattern = std::string("*").append(terms[i].raw).append("*");
    const auto taken = slots.find("pattern");
    if (taken != slots.end() && taken->second.starts_with("*.")) pattern.append(taken->second.substr(1));
    slots.insert_or_assign("pattern", std::move(pattern));
    claimed[i] = true;
    if (const auto content = slots.find("content"); content != slots.end() && content->second == terms[i].raw)
      slots.erase(content);
    return;
  }
}

// "called swr table": a name of more than one word, up to what says where.
std::size_t end_of_name(std::span<const Term> terms, std::span<const bool> claimed, std::size_t at) {
  std::size_t end = at + 1;
  while (end < terms.size() && end < at + 4 && terms[at].kind == TermKind::word &&
         is_plain(terms, claimed, end) && !introduces_place(terms[end].lower) &&
         !names_nothing(terms[end].lower) &&
         !is_one_of(terms[end].lower, "on", "from", "please", "pls", "somewhere", "anywhere", "for", "to",
                    "i", "exist", "exists", "is", "was", "with", "be", "still", "at", "now"))
    ++end;
  return end;
}

}  // namespace

void settle_search(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  take_part_of_name(terms, claimed, slots);
  if (speaks_of_large(terms) && !slots.contains("min_size") && !slots.contains("max_size"))
    slots.emplace("min_size", kLarge);
  if (const auto pattern = slots.find("pattern"); pattern != slots.end()) {
    // "is there a folder named backup": so, and not backup-2.
    for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
      if (is_one_of(terms[i].lower, "named", "called") && claimed[i + 1] &&
          terms[i + 1].kind == TermKind::word &&
          is_one_of(pattern->second, {std::string(terms[i + 1].lower) + "*", terms[i + 1].raw})) {
        const std::size_t end = end_of_name(terms, claimed, i + 1);
        std::fill(claimed.begin() + static_cast<std::ptrdiff_t>(i + 1),
                  claimed.begin() + static_cast<std::ptrdiff_t>(end), true);
        pattern->second = terms[i + 1].raw;
        for (std::size_t k = i + 2; k < end; ++k) pattern->second.append(" ").append(terms[k].raw);
      }
    }
    if (!is_one_of(pattern->second, "directories", "folders", "subdirectories", "subfolders", "dirs")) return;
    // "list only directories"
    slots.erase(pattern);
    slots.emplace("kind", "directory");
  }
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, "named", "called")) continue;
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
    if (is_one_of(terms[i].lower, "empty", "zero-byte") && is_one_of(terms[i + 1].lower, "file", "files")) {
      slots.emplace("max_size", "0");
      claimed[i] = true;
      return;
    }
  }
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, "find", "locate", "for")) continue;
    std::size_t at = i + 1;
    while (at < terms.size() && is_determiner(terms[at].lower)) ++at;
    const bool ends =
        at < terms.size() && (is_last(terms, at) || introduces_place(terms[at + 1].lower) ||
                              is_one_of(terms[at + 1].lower, "on", "somewhere", "anywhere", "for"));
    // What is looked for is no place where to look, whatever it was taken for.
    const auto path = slots.find("path");
    const bool as_path = ends && path != slots.end() && path->second == terms[at].raw && claimed[at] &&
                         terms[at].kind == TermKind::word;
    if (!ends || !(as_path || is_plain(terms, claimed, at)) || names_nothing(terms[at].lower)) continue;
    if (as_path) slots.erase(path);
    // A name that tools give is all of it.
    const bool whole = is_one_of(terms[at].lower, "node_modules", "__pycache__", "site-packages", "venv");
    slots.emplace("pattern",
                  whole ? std::string(terms[at].raw) : std::string("*").append(terms[at].raw).append("*"));
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
    const bool here = is_one_of(terms[i].lower, "here", "locally") ||
                      (i > 0 && names_machine(terms[i].lower) &&
                       is_one_of(terms[i - 1].lower, "this", "local", "my", "our"));
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
        is_one_of(terms[i].lower, "top", "biggest", "largest", "heaviest", "busiest") &&
        (i == 0 || !is_one_of(terms[i - 1].lower, "named", "called")))
      slots.erase(name);
    if (terms[i].lower != "pid" || terms[i + 1].kind != TermKind::number) continue;
    if (const auto limit = slots.find("limit"); limit != slots.end() && limit->second == terms[i + 1].lower)
      slots.erase(limit);
    slots.insert_or_assign("name", std::string(terms[i + 1].lower));
    claimed[i + 1] = true;
    return;
  }
}

void take_owner(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("name")) return;
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    if (!terms[i - 1].lower.starts_with("process") || !is_one_of(terms[i].lower, "named", "called") ||
        terms[i + 1].kind != TermKind::word || claimed[i + 1])
      continue;
    slots.emplace("name", terms[i + 1].raw);
    claimed[i + 1] = true;
    return;
  }
  for (std::size_t i = 0; i + 2 < terms.size(); ++i) {
    const bool owned = (is_one_of(terms[i].lower, "owned", "run", "started", "launched", "held") &&
                        terms[i + 1].lower == "by") ||
                       (terms[i].lower == "belonging" && terms[i + 1].lower == "to") ||
                       (terms[i].lower.starts_with("process") && terms[i + 1].lower == "of");
    std::size_t at = i + 2;
    while (at + 1 < terms.size() && is_one_of(terms[at].lower, "the", "user", "account")) ++at;
    if (!owned || !is_plain(terms, claimed, at) || names_nothing(terms[at].lower)) continue;
    slots.emplace("name", terms[at].raw);
    claimed[at] = true;
    return;
  }
}

void take_program(std::span<const Term> terms, std::span<const Seen> seen, std::span<bool> claimed,
                  const Speller& speller, SlotValues& slots) {
  if (slots.contains("name")) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const bool processes = seen[i].word.starts_with("process") || is_one_slip(terms[i].lower, "processes") ||
                           is_one_slip(terms[i].lower, "process");
    if (!processes || !is_plain(terms, claimed, i - 1)) continue;
    const std::string_view name = terms[i - 1].lower;
    if (!is_one_of(name, "zombie", "defunct") &&
        (seen[i - 1].corrected || speller.is_english(name) || name.size() < 3 ||
         is_one_of(name, "cpu", "ram", "mem", "gpu", "pid", "linux", "unix", "kernel", "debian", "sub")))
      continue;
    slots.emplace("name", terms[i - 1].raw);
    claimed[i - 1] = true;
    return;
  }
}

void drop_listening(std::span<const Term> terms, SlotValues& slots) {
  const auto state = slots.find("state");
  if (state == slots.end() || state->second != "listening") return;
  bool connections = false;
  for (const Term& term : terms) {
    if (term.lower.starts_with("listen") || is_one_of(term.lower, "port", "ports", "waiting") ||
        (term.lower == "sockets" && (&term == terms.data() || (&term - 1)->lower != "open")))
      return;
    connections = connections || term.lower.starts_with("connection") || term.lower == "sockets";
  }
  if (connections) slots.erase(state);
}

void settle_state(std::span<const Term> terms, SlotValues& slots) {
  // "that do not work"
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (is_one_of(terms[i].lower, "work", "working", "ok", "okay", "healthy", "correctly", "properly") &&
        is_one_of(terms[i - 1].lower, "not", "don't", "dont", "doesn't", "doesnt", "aren't", "arent"))
      slots["state"] = "failed";
  }
  for (const Term& term : terms) {
    if (term.lower == "failure" && !slots.contains("state")) slots.emplace("state", "failed");
  }
  const auto state = slots.find("state");
  if (state == slots.end() || state->second != "all") return;
  for (std::size_t i = 2; i < terms.size(); ++i) {
    if (!is_one_of(terms[i - 1].lower, "are", "currently", "have") ||
        !is_one_of(terms[i - 2].lower, "that", "which", "are", "who"))
      continue;
    if (is_one_of(terms[i].lower, "running", "active", "up")) state->second = "running";
    if (is_one_of(terms[i].lower, "failed", "broken", "dead", "failing")) state->second = "failed";
  }
}

void drop_unsaid_type(std::span<const Term> terms, SlotValues& slots) {
  const auto type = slots.find("type");
  if (type == slots.end() || type->second != "PTR") return;
  if (std::none_of(terms.begin(), terms.end(),
                   [](const Term& term) { return term.lower.starts_with("ptr"); }))
    slots.erase(type);
}

void take_package(std::span<const Term> terms, std::span<const Seen> seen, std::span<bool> claimed,
                  const Speller& speller, SlotValues& slots) {
  const auto asks = [](const Term& term) {
    return is_one_of(term.lower, "version", "installed", "release", "versoin", "instaled", "verison");
  };
  if (slots.contains("name") || std::none_of(terms.begin(), terms.end(), asks)) return;
  std::size_t only = terms.size();
  for (std::size_t i = 0; i < terms.size(); ++i) {
    // The first word is "which", however it is written.
    if (i == 0 || !is_plain(terms, claimed, i) || asks(terms[i]) || seen[i].corrected ||
        terms[i].lower.size() < 3 || terms[i].lower.find('\'') != std::string_view::npos ||
        speller.knows(terms[i].lower) || speller.is_english(terms[i].lower))
      continue;
    if (only != terms.size()) return;
    only = i;
  }
  if (only == terms.size()) return;
  slots.emplace("name", terms[only].raw);
  claimed[only] = true;
}

void take_link(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("name")) return;
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i + 1].lower, "vpn", "tunnel") || !is_determiner(terms[i - 1].lower) ||
        !is_plain(terms, claimed, i) ||
        is_one_of(terms[i].lower, "wireguard", "new", "old", "whole", "same", "damn", "stupid", "current",
                  "active", "first", "only", "other", "secure", "ipsec", "openvpn"))
      continue;
    slots.emplace("name", terms[i].raw);
    claimed[i] = true;
    return;
  }
}

void take_bare_place(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                     SlotValues& slots) {
  if (!is_one_of(intent, "file.list", "file.usage", "file.search", "file.info") || slots.contains("path"))
    return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const std::size_t before = is_determiner(terms[i - 1].lower) && i > 1 ? i - 2 : i - 1;
    // "how big is docs"
    const bool measured = is_one_of(intent, "file.info", "file.usage") && before > 0 &&
                          is_one_of(terms[before].lower, "is", "are") &&
                          is_one_of(terms[before - 1].lower, "big", "large", "heavy");
    if (!is_last(terms, i) || !is_plain(terms, claimed, i) ||
        !(measured || introduces_place(terms[before].lower)) || names_nothing(terms[i].lower))
      continue;
    slots.emplace("path", terms[i].raw);
    claimed[i] = true;
    return;
  }
}

}  // namespace maxos::language
