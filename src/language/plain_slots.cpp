#include "language/plain_slots.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "language/how_many.h"
#include "language/quantities.h"
#include "language/service_names.h"
#include "language/slot_text.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

// "means system health" is the intent system.health.
void take_intent(std::span<const std::string> intents, std::span<const Term> terms, std::span<bool> claimed,
                 SlotValues& slots) {
  if (const auto taken = slots.find("intent");
      taken != slots.end() && taken->second.find('.') != std::string::npos) {
    // "for system.users ok"
    const std::size_t space = taken->second.find(' ');
    if (space != std::string::npos && std::ranges::binary_search(intents, taken->second.substr(0, space)))
      taken->second.resize(space);
    return;
  }
  for (const std::size_t length : {std::size_t{3}, std::size_t{2}}) {
    for (std::size_t i = 0; i + length <= terms.size(); ++i) {
      std::string name;
      for (std::size_t k = i; k < i + length; ++k) {
        if (terms[k].kind == TermKind::quoted) name.clear();
        name.append(k == i ? "" : k == i + 1 ? "." : "_").append(terms[k].lower);
      }
      if (!std::binary_search(intents.begin(), intents.end(), name)) continue;
      slots.insert_or_assign("intent", std::move(name));
      std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(i), length, true);
      return;
    }
  }
}

// The slot that "here" fills.
std::string_view slot_of_here(std::string_view intent) {
  if (is_one_of(intent, "file.list", "file.search", "file.usage", "dev.build", "dev.test")) return "path";
  if (is_one_of(intent, "file.extract", "file.copy", "file.move")) return "destination";
  return intent.starts_with("dev.git_") ? "repository" : "";
}

// "find the large files here", "the commits here", "unpack it here"
void take_here(const agents::CapabilityDecl& capability, std::span<const Term> terms, std::span<bool> claimed,
               SlotValues& slots) {
  const std::string_view slot = slot_of_here(capability.intent);
  if (slot.empty() || slots.contains(slot)) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    // "from here", "everything that is here"
    if (claimed[i] || terms[i].lower != "here" ||
        is_one_of(terms[i - 1].lower, "from", "is", "are", "was", "around"))
      continue;
    slots[std::string(slot)] = ".";
    claimed[i] = true;
  }
}

// "sort my pictures by month": the folders of a desktop, where nothing else was taken for the place.
void take_known_folder(const agents::CapabilityDecl& capability, std::span<const Term> terms,
                       std::span<bool> claimed, SlotValues& slots) {
  const std::string_view slot = is_one_of(capability.intent, "file.archive", "file.copy") ? "source" : "path";
  if (!capability.intent.starts_with("file.") || agents::find_slot(capability, slot) == nullptr ||
      slots.contains(slot))
    return;
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    const bool mine = is_one_of(terms[i].lower, "my", "our") ||
                      (terms[i].lower == "the" && i + 2 < terms.size() && is_folder_noun(terms[i + 2].lower));
    if (claimed[i + 1] || !mine || terms[i + 1].kind != TermKind::word) continue;
    auto place = known_place(terms[i + 1].lower);
    if (!place || !place->starts_with("~/")) continue;
    slots.emplace(slot, *std::move(place));
    claimed[i + 1] = true;
    return;
  }
}

// "to the usb stick /mnt/usb": the place is what the path says.
void prefer_path_of_place(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  const auto place = slots.find("destination");
  if (place == slots.end() || place->second.find_first_of("/~.") != std::string::npos) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const bool at = is_one_of(terms[i - 1].lower, "at", "on", "in") && i > 1;
    const std::size_t before = at ? i - 2 : i - 1;
    if (claimed[i] || terms[i].kind != TermKind::path || !claimed[before]) continue;
    if (!place->second.ends_with(terms[before].raw)) continue;
    place->second = terms[i].token->value;
    claimed[i] = true;
    return;
  }
}

// The one file that is named, where the tagger saw none: a file's name has a form of its own.
void take_file(const agents::CapabilityDecl& capability, std::span<const Term> terms, std::span<bool> claimed,
               SlotValues& slots) {
  if (agents::find_slot(capability, "pattern") != nullptr || !capability.intent.starts_with("file.")) return;
  std::size_t only = terms.size();
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i] || (terms[i].kind != TermKind::file && terms[i].kind != TermKind::path)) continue;
    if (only != terms.size()) return;
    only = i;
  }
  if (only == terms.size()) return;
  const bool goal = only > 0 && is_one_of(terms[only - 1].lower, "to", "into", "onto", "as", "in", "under");
  for (const std::string_view slot : {"path", "source", "destination"}) {
    if (agents::find_slot(capability, slot) == nullptr || slots.contains(slot)) continue;
    if ((slot == "source" && goal) || (slot == "destination" && !goal)) continue;
    const std::string& value = terms[only].token->value;
    slots.emplace(slot, value.empty() ? std::string(terms[only].raw) : value);
    claimed[only] = true;
    return;
  }
}

// Whether term `at` may be what the folder noun behind it is called: "media" in "the media folder".
bool calls_folder(std::span<const Term> terms, std::span<const bool> claimed, std::size_t at) {
  return at + 1 < terms.size() && !claimed[at] && terms[at].kind == TermKind::word &&
         is_folder_noun(terms[at + 1].lower);
}

// "what takes the space in the media folder"
void take_named_folder(const agents::CapabilityDecl& capability, std::span<const Term> terms,
                       std::span<bool> claimed, SlotValues& slots) {
  const bool packs = capability.intent == "file.archive";
  const std::string_view slot = packs ? "source" : "path";
  if ((!packs && !is_one_of(capability.intent, "file.list", "file.search", "file.usage")) ||
      slots.contains(slot))
    return;
  for (std::size_t i = 1; i + 2 < terms.size(); ++i) {
    const bool place =
        (packs ? is_one_of(terms[i - 1].lower, "zip", "pack", "archive", "compress", "up", "of", "tar")
               : is_one_of(terms[i - 1].lower, "in", "of", "inside", "under", "below")) &&
        is_one_of(terms[i].lower, "the", "my", "our");
    if (!place || !calls_folder(terms, claimed, i + 1) ||
        is_one_of(terms[i + 1].lower, "whole", "same", "right", "other", "given", "parent"))
      continue;
    slots.emplace(slot, known_place(terms[i + 1].lower).value_or(std::string(terms[i + 1].raw)));
    claimed[i + 1] = true;
    return;
  }
}

// A path as such says more than words: "why is my downloads stuff so huge, what is in ~/Downloads".
void prefer_path(const agents::CapabilityDecl& capability, std::span<const Term> terms,
                 std::span<bool> claimed, SlotValues& slots) {
  const auto taken = slots.find("path");
  if (taken == slots.end() || taken->second == "." || capability.intent == "file.mkdir") return;
  const auto open = [&](const Term& term) {
    return !claimed[static_cast<std::size_t>(&term - terms.data())];
  };
  const auto has_form = [](const Term& term) {
    return term.kind == TermKind::path || term.kind == TermKind::file || term.kind == TermKind::quoted;
  };
  if (std::any_of(terms.begin(), terms.end(),
                  [&](const Term& term) { return has_form(term) && !open(term); }))
    return;
  const auto is_path = [&](const Term& term) { return term.kind == TermKind::path && open(term); };
  if (std::count_if(terms.begin(), terms.end(), is_path) != 1) return;
  const Term& path = *std::find_if(terms.begin(), terms.end(), is_path);
  // "delete 3 files in ~/a" is about some of them.
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i] && terms[i].kind == TermKind::number && terms[i].raw == taken->second) claimed[i] = false;
  }
  taken->second = path.token->value;
  claimed[static_cast<std::size_t>(&path - terms.data())] = true;
}

// "somewhere in the text", "inside them"
bool says_where_text_is(std::span<const Term> terms) {
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const bool within = is_one_of(terms[i - 1].lower, "in", "inside", "within");
    if (within && is_one_of(terms[i].lower, "them", "it")) return true;
    if (is_one_of(terms[i].lower, "text", "contents", "content", "body") && i > 1 &&
        is_one_of(terms[i - 2].lower, "in", "inside", "within"))
      return true;
  }
  return terms.back().lower == "inside";
}

// "search the journal for request 7-100": text, unless it is the name of a service.
void take_sought_text(std::span<const Term> terms, std::span<bool> claimed, const Utterance& utterance,
                      SlotValues& slots) {
  if (slots.contains("grep") || terms.size() < 4 ||
      !is_one_of(terms.front().lower, "search", "grep", "scan", "look", "please"))
    return;
  for (std::size_t i = 2; i < terms.size(); ++i) {
    if (terms[i - 1].lower != "for" || !is_one_of(terms[i - 2].lower, "journal", "logs", "log", "syslog"))
      continue;
    std::size_t last = i;
    while (last + 1 < terms.size() && !is_one_of(terms[last + 1].lower, "since", "in", "from", "of", "during",
                                                 "please", "pls", "and", "today"))
      ++last;
    const auto unit = slots.find("unit");
    bool free = true;
    bool taken = false;
    for (std::size_t k = i; k <= last; ++k) {
      const bool plain = terms[k].kind == TermKind::word || terms[k].kind == TermKind::number;
      const bool as_unit = claimed[k] && unit != slots.end() && unit->second == terms[k].raw;
      taken = taken || as_unit;
      free = free && plain && (as_unit || !claimed[k]) && !is_service_name(terms[k].lower);
    }
    // "for errors" is a priority, "for cron entries" a unit.
    if (!free || (!taken && unit != slots.end()) || (taken && i == last)) return;
    if (taken) slots.erase(unit);
    slots.emplace("grep", utterance.clean.substr(terms[i].begin, terms[last].end - terms[i].begin));
    std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(i), last - i + 1, true);
    return;
  }
}

// "log lines mentioning connection refused since yesterday"
void take_text(const agents::CapabilityDecl& capability, std::span<const Term> terms, std::span<bool> claimed,
               const Utterance& utterance, SlotValues& slots) {
  const std::string_view slot = capability.intent == "system.logs"   ? "grep"
                                : capability.intent == "file.search" ? "content"
                                                                     : "";
  if (slot.empty()) return;
  const bool inside = slot == "grep" || says_where_text_is(terms);
  for (std::size_t i = 0; i < terms.size(); ++i) {
    // "contain the name Hoffmann", "have the name Hoffmann in the text": what is said of the contents is no
    // pattern of names, and "entries with the word usb" do not say "entries".
    const bool named = i > 2 && is_one_of(terms[i - 1].lower, "name", "word", "text", "phrase", "string") &&
                       terms[i - 2].lower == "the" && terms[i].kind == TermKind::word &&
                       (introduces_text(terms[i - 3].lower) ||
                        (inside && is_one_of(terms[i - 3].lower, "with", "have", "has", "having", "say")));
    const auto pattern = slots.find("pattern");
    if (named && claimed[i] && pattern != slots.end() && pattern->second == terms[i].raw) {
      slots.erase(pattern);
      claimed[i] = false;
    }
    if (const auto other = slots.find(slot); named && other != slots.end() && !claimed[i]) slots.erase(other);
    if (slots.contains(slot)) continue;
    const bool quoted = terms[i].kind == TermKind::quoted && slot == "grep";
    if (claimed[i] || !(quoted || named || (i > 0 && introduces_text(terms[i - 1].lower)))) continue;
    // "containing the word x"
    if (!quoted && is_one_of(terms[i].lower, "the", "word", "text", "a", "an", "my")) continue;
    std::size_t last = i;
    while (!quoted && terms[i].kind == TermKind::word && last + 1 < terms.size() && !claimed[last + 1] &&
           terms[last + 1].kind == TermKind::word &&
           utterance.clean.find_first_of(",.;", terms[last].end) >= terms[last + 1].begin &&
           !is_one_of(terms[last + 1].lower, "in", "from", "since", "of", "over", "during", "on", "below",
                      "under", "for", "and", "somewhere", "somewere", "anywhere", "inside", "please",
                      "within", "at", "that", "which", "the"))
      ++last;
    slots.emplace(slot, utterance.clean.substr(terms[i].begin, terms[last].end - terms[i].begin));
    std::fill_n(claimed.begin() + static_cast<std::ptrdiff_t>(i), last - i + 1, true);
    return;
  }
}

// "newest five", where the tagger saw no count.
void take_limit(const agents::CapabilityDecl& capability, std::span<const Term> terms,
                std::span<bool> claimed, SlotValues& slots) {
  if (agents::find_slot(capability, "limit") == nullptr || slots.contains("limit")) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::number && number_word(terms[i].lower).empty()) continue;
    const std::string_view before = terms[i - 1].lower;
    // Nothing else, whatever it was taken for.
    const bool capped = says_how_many(terms, i);
    const auto count = read_count(terms[i].lower);
    const auto port = slots.find("port");
    if (capped && port != slots.end() &&
        (port->second == terms[i].lower || (count && port->second == std::to_string(*count))))
      slots.erase(port);
    else if (claimed[i])
      continue;
    if (!capped && !is_one_of(before, "last", "newest", "latest", "first", "top", "recent")) continue;
    if (!count) continue;
    slots.emplace("limit", std::to_string(*count));
    claimed[i] = true;
    return;
  }
}

// "reboot it now"
void take_now(const agents::CapabilityDecl& capability, std::span<const Term> terms, std::span<bool> claimed,
              SlotValues& slots) {
  const auto action = slots.find("action");
  if (capability.intent != "system.power" || slots.contains("when") || action == slots.end() ||
      action->second == "cancel")
    return;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    // "I must go now, make it power off"
    const bool last = i + 1 == terms.size() || is_one_of(terms[i + 1].lower, "please", "pls", "thanks");
    if (claimed[i] || terms[i].lower != "now" || !last) continue;
    slots["when"] = "now";
    claimed[i] = true;
  }
}

}  // namespace

bool introduces_text(std::string_view word) {
  return is_one_of(word, "mention", "mentioning", "mentions", "containing", "contain", "contains");
}

void take_folder_by_its_noun(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                             SlotValues& slots) {
  if (!is_one_of(intent, "file.usage", "file.list", "file.search", "file.info") || slots.contains("path"))
    return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (!calls_folder(terms, claimed, i) || !is_article(terms[i - 1].lower)) continue;
    // Told by how it is, not by its name.
    if (is_one_of(terms[i].lower, "home", "current", "this", "that", "whole", "entire", "root", "parent",
                  "same", "new", "old", "big", "biggest", "largest", "latest", "last", "first", "working",
                  "service", "other", "main", "empty", "newest", "oldest", "smallest", "right", "wrong",
                  "user", "users", "local", "hidden", "next"))
      return;
    claimed[i] = true;
    slots.emplace("path", std::string(terms[i].raw));
    return;
  }
}

void drop_order_as_pattern(std::span<const Term> terms, SlotValues& slots) {
  const auto pattern = slots.find("pattern");
  if (pattern == slots.end() || !is_one_of(pattern->second, "size", "date", "time", "name", "type", "age"))
    return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (terms[i].lower != pattern->second || terms[i - 1].lower != "by") continue;
    slots.erase(pattern);
    return;
  }
}

void take_plain_slots(const agents::CapabilityDecl& capability, std::span<const std::string> intents,
                      const Utterance& utterance, std::span<const Term> terms, std::span<bool> claimed,
                      SlotValues& slots) {
  if (capability.intent == "agent.learn") take_intent(intents, terms, claimed, slots);
  take_here(capability, terms, claimed, slots);
  take_text(capability, terms, claimed, utterance, slots);
  if (capability.intent == "system.logs") take_sought_text(terms, claimed, utterance, slots);
  take_limit(capability, terms, claimed, slots);
  take_known_folder(capability, terms, claimed, slots);
  take_named_folder(capability, terms, claimed, slots);
  prefer_path(capability, terms, claimed, slots);
  prefer_path_of_place(terms, claimed, slots);
  take_file(capability, terms, claimed, slots);
  take_now(capability, terms, claimed, slots);
}

}  // namespace maxos::language
