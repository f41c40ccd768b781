#include "language/said_choices.h"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "language/file_patterns.h"
#include "language/slips.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

using Names = std::initializer_list<std::string_view>;

std::string_view word_at(std::span<const Term> terms, std::size_t at) {
  return at < terms.size() && terms[at].kind != TermKind::quoted ? terms[at].lower : std::string_view();
}

// The first of `words` from `from` on; the number of terms for none.
std::size_t find_word(std::span<const Term> terms, Names words, std::size_t from = 0) {
  while (from < terms.size() &&
         (terms[from].kind == TermKind::quoted || !is_one_of(terms[from].lower, words)))
    ++from;
  return from;
}

// "without", "no": what follows is not wanted. Looks back over the two words before.
bool is_ruled_out(std::span<const Term> terms, std::size_t at) {
  for (std::size_t i = at; i > 0 && at - i < 2; --i) {
    if (is_one_of(terms[i - 1].lower, "no", "not", "non", "without", "never", "don't", "dont", "skip",
                  "except", "ignore", "ignoring", "excluding", "hide", "minus", "but", "than"))
      return true;
  }
  return false;
}

void settle_hidden(std::span<const Term> terms, SlotValues& slots) {
  const std::size_t at = find_word(terms, {"hidden", "dotfiles", "dot-files"});
  if (at == terms.size() || slots.contains("hidden") || is_ruled_out(terms, at)) return;
  if (const auto path = slots.find("path"); path != slots.end() && path->second == terms[at].raw) return;
  // "the folder called hidden", "the hidden folder"
  if (at > 0 && is_one_of(terms[at - 1].lower, "called", "named", "the", "my") &&
      (at + 1 == terms.size() || is_folder_noun(terms[at + 1].lower)))
    return;
  slots.emplace("hidden", "true");
}

// "biggest at the top", "newest first": never "the biggest file".
void settle_sort(std::span<const Term> terms, SlotValues& slots) {
  if (slots.contains("sort")) return;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const bool size = is_one_of(terms[i].lower, "biggest", "largest", "heaviest");
    const bool time = is_one_of(terms[i].lower, "newest", "latest", "recent");
    if (!size && !time) continue;
    std::size_t next = i + 1;
    while (is_one_of(word_at(terms, next), "ones", "files", "stuff", "things", "one", "at", "on", "the",
                     "come", "comes", "to", "go", "goes", "listed"))
      ++next;
    if (!is_one_of(word_at(terms, next), "top", "first", "topmost")) continue;
    slots.emplace("sort", size ? "size" : "time");
    return;
  }
}

std::string_view kind_of(std::string_view word) {
  if (is_one_of(word, "music", "audio", "song", "songs", "sound")) return "audio";
  if (is_one_of(word, "picture", "pictures", "photo", "photos", "image", "images", "pic", "pics"))
    return "image";
  if (is_one_of(word, "video", "videos", "movie", "movies", "film", "films")) return "video";
  return {};
}

// "music files" end in no ".music".
void settle_kind_of_files(std::span<const Term> terms, SlotValues& slots) {
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    const std::string_view kind = kind_of(terms[i].lower);
    if (kind.empty() || terms[i].kind != TermKind::word || !is_one_of(terms[i + 1].lower, "files", "file") ||
        (i > 0 && is_one_of(terms[i - 1].lower, "called", "named", "word", "mention")))
      continue;
    const auto pattern = slots.find("pattern");
    const std::string ending = std::string("*.").append(terms[i].lower);
    if (pattern != slots.end() && (pattern->second == ending || pattern->second == terms[i].lower))
      slots.erase(pattern);
    if (!slots.contains("pattern")) slots.insert_or_assign("kind", std::string(kind));
    return;
  }
}

// "the png files in the covers folder"
void drop_folder_of_files(SlotValues& slots) {
  const auto pattern = slots.find("pattern");
  const auto kind = slots.find("kind");
  if (pattern != slots.end() && kind != slots.end() && kind->second == "directory" &&
      pattern->second.starts_with("*."))
    slots.erase(kind);
}

// "find videos larger than 2 GB": a kind, and no name.
void settle_kind_alone(std::span<const Term> terms, SlotValues& slots) {
  const auto pattern = slots.find("pattern");
  if (pattern == slots.end() || slots.contains("kind")) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    const std::string_view kind = kind_of(terms[i].lower);
    // "every photo"
    const bool many = terms[i].lower.ends_with("s") || is_one_of(terms[i].lower, "music", "audio") ||
                      is_one_of(terms[i - 1].lower, "every", "any", "each");
    if (kind.empty() || terms[i].kind != TermKind::word || !many || terms[i].raw != pattern->second ||
        is_one_of(terms[i - 1].lower, "called", "named", "name", "word", "mention", "like", "folder"))
      continue;
    slots.erase(pattern);
    slots.insert_or_assign("kind", std::string(kind));
    return;
  }
}

// "every csv touched in the last 2 days": the ending, and not a name of two words.
void cut_pattern(std::span<const Term> terms, SlotValues& slots) {
  const auto pattern = slots.find("pattern");
  if (pattern == slots.end()) return;
  const std::size_t space = pattern->second.find(' ');
  if (space == std::string::npos ||
      !is_one_of(std::string_view(pattern->second).substr(space + 1), "touched", "changed", "modified",
                 "edited", "written", "created", "opened", "saved", "updated") ||
      std::ranges::any_of(terms, [](const Term& term) { return term.kind == TermKind::quoted; }))
    return;
  const std::string name = pattern->second.substr(0, space);
  pattern->second = file_pattern(name, true).value_or(name);
}

// "all pdfs under /srv/a modified today": where, and not what they hold.
void settle_where(std::span<const Term> terms, SlotValues& slots) {
  const auto content = slots.find("content");
  if (content == slots.end() || slots.contains("path")) return;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::path || !is_inside_word(terms[i - 1].lower) ||
        (terms[i].raw != content->second && terms[i].token->value != content->second))
      continue;
    slots.erase(content);
    slots.insert_or_assign("path", terms[i].token->value);
    return;
  }
}

// "changed in the last 48 hours.. for the institute website": what files hold is said by some word for it.
void drop_unsaid_content(std::span<const Term> terms, SlotValues& slots) {
  const auto content = slots.find("content");
  if (content == slots.end()) return;
  for (const Term& term : terms) {
    if (term.kind == TermKind::quoted ||
        is_one_of(term.lower, "contain", "contains", "containing", "contained", "content", "contents",
                  "mention", "mentions", "mentioning", "mentioned", "with", "text", "word", "words", "string",
                  "strings", "phrase", "about", "say", "says", "saying", "said", "inside", "include",
                  "includes", "including", "has", "have", "having", "where", "grep", "rg", "ack", "line",
                  "lines", "occurrences", "occurrence", "uses", "using", "references", "reference",
                  "referring", "refer", "call", "calls", "calling", "appears", "appear", "occurs", "occur",
                  "talk", "talks", "talking", "import", "imports", "importing", "term", "expression",
                  "define", "defines", "declared", "written", "reads", "names", "mentionning", "contian",
                  "conatin"))
      return;
  }
  slots.erase(content);
}

// "the string np.float": what looks like a file's name is none.
void take_string(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  if (slots.contains("content")) return;
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    if (!is_one_of(terms[i].lower, "string", "text", "word", "phrase") || claimed[i + 1] ||
        !is_one_of(terms[i - 1].lower, "the", "contain", "contains", "containing", "with") ||
        (terms[i + 1].kind != TermKind::file && terms[i + 1].kind != TermKind::host))
      continue;
    slots.emplace("content", std::string(terms[i + 1].raw));
    claimed[i + 1] = true;
    return;
  }
}

bool is_folders(std::string_view word) {
  return is_folder_noun(word) || is_one_of(word, "folders", "directories", "dirs", "subfolders");
}

// "all node_modules folders": directories, by their name.
void settle_named_folders(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots) {
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    const Term& name = terms[i];
    if (!is_folders(terms[i + 1].lower) || is_folder_noun(terms[i + 1].lower)) continue;
    const bool introduced = is_one_of(terms[i - 1].lower, "find", "locate", "all", "any", "every", "for",
                                      "which", "list", "the", "me", "are", "down", "show");
    const bool form = name.kind == TermKind::extension || name.kind == TermKind::file ||
                      name.lower.find('_') != std::string_view::npos;
    if ((name.kind != TermKind::word && !form) || !introduced ||
        is_one_of(name.lower, "all", "the", "any", "empty", "big", "large", "hidden", "my", "old", "new",
                  "which", "what", "these", "those", "only", "just", "more", "other", "sub", "and", "or",
                  "two", "huge", "small", "biggest", "largest", "newest", "recent", "unused", "some", "many",
                  "our", "me", "same", "different", "duplicate", "locked", "shared", "for", "of", "list",
                  "us", "top", "first", "last", "home", "user", "files"))
      continue;
    const auto pattern = slots.find("pattern");
    if (pattern != slots.end() && pattern->second.find(name.raw) == std::string::npos) return;
    slots.insert_or_assign("pattern", std::string(name.raw));
    slots.insert_or_assign("kind", "directory");
    claimed[i] = true;
    return;
  }
}

// "which networks are there"
void settle_list_of_networks(std::span<const Term> terms, SlotValues& slots) {
  const auto action = slots.find("action");
  if ((action != slots.end() && action->second != "status") || slots.contains("ssid")) return;
  const std::size_t at = find_word(terms, {"networks", "wlans", "wifis", "hotspots", "ssids"});
  if (at < terms.size() && find_word(terms, {"which", "what", "wich", "whitch"}) < at)
    slots.insert_or_assign("action", "list");
}

// "what services are runnig"
void settle_slipped_state(std::span<const Term> terms, SlotValues& slots) {
  if (slots.contains("state")) return;
  for (const Term& term : terms) {
    if (term.kind != TermKind::word || term.lower.size() < 5) continue;
    for (const std::string_view state : {"running", "failed"}) {
      if (!is_one_slip(term.lower, state)) continue;
      slots.emplace("state", state);
      return;
    }
  }
}

void settle_verbose(std::span<const Term> terms, SlotValues& slots) {
  const std::size_t at = find_word(terms, {"details", "detailed", "verbose", "verbosely"});
  const bool full = has_word(terms, {"detail"}) && has_word(terms, {"in", "every", "full", "more"});
  if (slots.contains("verbose") || (at == terms.size() && !full)) return;
  if (at < terms.size() && is_ruled_out(terms, at)) return;
  slots.emplace("verbose", "true");
}

// "disk i/o": how much, and not how long it is waited for.
void settle_disk_rates(std::span<const Term> terms, SlotValues& slots) {
  const bool disk = has_word(terms, {"disk", "disks", "drive", "drives", "ssd", "nvme"});
  const bool rates = has_word(terms, {"i/o", "io", "throughput", "iops", "rates", "rate"});
  if (disk && rates && !has_word(terms, {"pressure", "psi", "cpu", "memory", "network", "temperature"}))
    slots.insert_or_assign("kind", "disk");
}

// "archive the logs in /srv/logs": what, and not where to.
void settle_source_in(std::span<const Term> terms, SlotValues& slots) {
  const auto destination = slots.find("destination");
  if (destination == slots.end() || slots.contains("source")) return;
  for (std::size_t i = 2; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::path || terms[i].token->value != destination->second ||
        !is_one_of(terms[i - 1].lower, "in", "from", "under", "below", "inside") ||
        terms[i - 2].kind != TermKind::word || !terms[i - 2].lower.ends_with('s'))
      continue;
    slots.emplace("source", destination->second);
    slots.erase("destination");
    return;
  }
}

// "an archive of ~/a in tar.gz format"
void settle_said_format(std::span<const Term> terms, SlotValues& slots) {
  const auto destination = slots.find("destination");
  if (destination == slots.end() || slots.contains("format")) return;
  for (std::size_t i = 0; i + 1 < terms.size(); ++i) {
    if (terms[i].raw != destination->second || terms[i + 1].lower != "format" ||
        !is_one_of(terms[i].lower, "zip", "tar.gz", "tar.zst", "tgz"))
      continue;
    slots.emplace("format", terms[i].lower == "tgz" ? "tar.gz" : std::string(terms[i].lower));
    slots.erase(destination);
    return;
  }
}

// system.disk, "enough room for the wedding pictures": what for, and not where.
void drop_purpose_as_path(std::span<const Term> terms, SlotValues& slots) {
  const auto path = slots.find("path");
  if (path == slots.end() || !path->second.starts_with("~/")) return;
  bool purpose = false;
  for (std::size_t i = 1; i < terms.size(); ++i) {
    if (terms[i].kind != TermKind::word) return;
    purpose = purpose || (terms[i - 1].lower == "for" && i > 2);
  }
  if (purpose) slots.erase(path);
}

// system.packages, "package hplip is installed?"
void settle_package(std::span<const Term> terms, SlotValues& slots) {
  for (std::size_t i = 1; i + 1 < terms.size(); ++i) {
    if (terms[i - 1].lower == "package" && terms[i].kind == TermKind::word && terms[i + 1].lower == "is" &&
        !is_one_of(terms[i].lower, "manager", "list", "which", "that"))
      slots.insert_or_assign("name", std::string(terms[i].raw));
  }
}

// "delete the file karl sent": whose it is, and not its name.
void drop_sender(std::span<const Term> terms, SlotValues& slots) {
  const std::size_t last = terms.size() - 1;
  if (last < 3 ||
      !is_one_of(terms[last].lower, "sent", "gave", "made", "wrote", "uploaded", "mailed", "shared",
                 "scanned", "left", "saved", "created", "added", "dropped", "wants", "wanted") ||
      terms[last - 1].kind != TermKind::word ||
      !(is_folder_noun(terms[last - 2].lower) ||
        is_one_of(terms[last - 2].lower, "file", "files", "document", "photo", "picture", "thing", "archive",
                  "zip", "pdf", "stuff", "the")))
    return;
  for (const std::string_view slot : {"path", "source", "destination"}) {
    const auto found = slots.find(slot);
    if (found != slots.end() && found->second == terms[last - 1].raw) slots.erase(found);
  }
}

// "replacing anything already there"
void settle_overwrite(std::span<const Term> terms, SlotValues& slots) {
  const std::size_t at = find_word(terms, {"replacing", "overwriting"});
  if (slots.contains("overwrite") || at == terms.size() || is_ruled_out(terms, at)) return;
  for (std::size_t i = at + 1; i < std::min(at + 4, terms.size()); ++i) {
    if (!is_one_of(terms[i].lower, "anything", "whatever", "what", "everything", "existing", "it", "them",
                   "old", "files", "file", "one", "any"))
      continue;
    slots.emplace("overwrite", "true");
    return;
  }
}

}  // namespace

void settle_choices(std::string_view intent, std::span<const Term> terms, std::span<bool> claimed,
                    SlotValues& slots) {
  if (intent.starts_with("file.")) drop_sender(terms, slots);
  if (intent == "file.list") {
    settle_hidden(terms, slots);
    settle_sort(terms, slots);
  } else if (intent == "file.search") {
    cut_pattern(terms, slots);
    settle_kind_of_files(terms, slots);
    settle_kind_alone(terms, slots);
    settle_named_folders(terms, claimed, slots);
    settle_where(terms, slots);
    drop_folder_of_files(slots);
    take_string(terms, claimed, slots);
    drop_unsaid_content(terms, slots);
  } else if (intent == "network.firewall") {
    // Who asks about it asks how it is.
    if (!slots.contains("port")) slots.emplace("action", "status");
  } else if (intent == "network.wifi") {
    settle_list_of_networks(terms, slots);
  } else if (intent == "system.services") {
    settle_slipped_state(terms, slots);
  } else if (intent == "system.disk") {
    drop_purpose_as_path(terms, slots);
  } else if (intent == "system.packages") {
    settle_package(terms, slots);
  } else if (intent == "system.health") {
    settle_verbose(terms, slots);
  } else if (intent == "system.metrics") {
    settle_disk_rates(terms, slots);
  } else if (intent == "file.archive") {
    settle_source_in(terms, slots);
    settle_said_format(terms, slots);
  } else if (is_one_of(intent, "file.copy", "file.move")) {
    settle_overwrite(terms, slots);
  }
}

}  // namespace maxos::language
