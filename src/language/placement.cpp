#include "language/placement.h"

#include <algorithm>
#include <optional>
#include <string>

#include "language/slot_text.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

std::string_view slot_of(std::string_view intent) {
  if (is_one_of(intent, "file.read", "file.info", "file.checksum", "file.usage", "file.delete",
                "knowledge.summarize"))
    return "path";
  if (is_one_of(intent, "file.copy", "file.move", "file.archive", "file.extract")) return "source";
  return {};
}

// The term that says `name`, and nothing else of it.
std::optional<std::size_t> term_of(std::span<const Term> terms, std::span<const bool> claimed,
                                   std::string_view name) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i] && terms[i].raw == name) return i;
  }
  return std::nullopt;
}

bool holds(std::string_view preposition) {
  return is_inside_word(preposition) || preposition == "from";
}

// "the folder reports in /srv/data", taken for a value as a whole: of it, the path is not what is meant.
// False when that is not how it was said.
bool join_within(std::span<const Term> terms, std::span<bool> claimed, SlotValues& slots,
                 SlotValues::iterator value) {
  for (std::size_t i = 2; i < terms.size(); ++i) {
    const Term& path = terms[i];
    // Whichever of them the tagger took: an order is about the thing that lies there.
    // "the folder called old in /srv/data": a name, whether or not it was taken for one.
    const bool called =
        i > 2 && terms[i - 2].kind == TermKind::word && is_one_of(terms[i - 3].lower, "called", "named");
    if (path.kind != TermKind::path || !claimed[i] || !(claimed[i - 2] || called) ||
        path.token->value != value->second || !holds(terms[i - 1].lower))
      continue;
    claimed[i - 2] = true;
    const Term& name = terms[i - 2];
    // "a tarball from /srv/site"
    if (!claimed[i - 1] && (terms[i - 1].lower == "from" ||
                            is_one_of(name.lower, "tarball", "zip", "archive", "copy", "backup", "tar")))
      continue;
    if (is_folder_noun(name.lower) || is_one_of(name.lower, "file", "files", "folders", "directories") ||
        name.raw.find('/') != std::string_view::npos) {
      // Which of those that are there?
      slots.erase(value);
      return true;
    }
    if (!value->second.ends_with('/')) value->second.push_back('/');
    value->second.append(name.raw);
    return true;
  }
  return false;
}

// The folder that the terms from `first` on name, claimed.
std::optional<std::string> folder_at(const Utterance& utterance, std::span<const Term> terms,
                                     std::size_t first, std::span<bool> claimed) {
  std::size_t at = first;
  while (at < terms.size() && (is_article(terms[at].lower) || is_folder_noun(terms[at].lower))) ++at;
  if (at < terms.size() && terms[at].kind == TermKind::path && !claimed[at]) {
    claimed[at] = true;
    return terms[at].token->value;
  }
  for (std::size_t last = std::min(first + 3, terms.size()); last > first; --last) {
    const auto span = claimed.subspan(first, last - first);
    if (std::find(span.begin(), span.end(), true) != span.end()) continue;
    auto folder = known_place(std::string_view(utterance.lower)
                                  .substr(terms[first].begin, terms[last - 1].end - terms[first].begin));
    if (!folder) continue;
    std::fill(span.begin(), span.end(), true);
    return folder;
  }
  return std::nullopt;
}

}  // namespace

void join_place(std::string_view intent, const Utterance& utterance, std::span<const Term> terms,
                std::span<bool> claimed, SlotValues& slots) {
  const auto value = slots.find(slot_of(intent));
  if (value == slots.end() || join_within(terms, claimed, slots, value)) return;
  if (value->second.find_first_of("/*?[") != std::string::npos || value->second == "~") return;
  const auto name = term_of(terms, claimed, value->second);
  if (!name || *name + 2 >= terms.size() || claimed[*name + 1]) return;
  const std::string_view preposition = terms[*name + 1].lower;
  const bool from = preposition == "from";
  if (!holds(preposition)) return;
  // "copy a.txt in /srv/b" says where it goes to.
  if (!from && value->first == "source" && !slots.contains("destination")) return;
  auto folder = folder_at(utterance, terms, *name + 2, claimed);
  if (!folder) return;
  if (!folder->ends_with('/')) folder->push_back('/');
  value->second.insert(0, *folder);
}

void put_inside(const Utterance& utterance, std::span<const Term> terms, std::span<bool> claimed,
                SlotValues& slots) {
  std::size_t name = 0;
  for (std::size_t i = 1; i < terms.size() && name == 0; ++i) {
    const bool word = terms[i].kind == TermKind::word || terms[i].kind == TermKind::quoted;
    // "a directory winter in /srv/boats"
    const bool before_place = i + 1 < terms.size() && leads_to_a_place(terms[i + 1].lower) &&
                              is_folder_noun(terms[i - 1].lower) && !leads_to_a_place(terms[i].lower);
    // "with the name trainees"
    const bool by_name = terms[i - 1].lower == "name" && i > 2 &&
                         is_one_of(terms[i - 2].lower, "the", "with", "by") && i + 1 == terms.size();
    if (word && (before_place || by_name || is_one_of(terms[i - 1].lower, "called", "named"))) name = i;
  }
  const auto path = slots.find("path");
  if (name == 0 &&
      (path == slots.end() || path->second.find('/') != std::string::npos || path->second == "~"))
    return;
  // "I need somewhere to keep the letters, make a folder /srv/shop/suppliers": that is what is made.
  for (std::size_t i = 2; i < terms.size() && name == 0; ++i) {
    if (terms[i].kind != TermKind::path || !is_folder_noun(terms[i - 1].lower) ||
        !is_one_of(terms[i - 2].lower, "a", "new"))
      continue;
    path->second = terms[i].token->value;
    claimed[i] = true;
    return;
  }
  std::optional<std::string> folder;
  for (std::size_t i = 1; i < terms.size() && !folder; ++i) {
    if (!leads_to_a_place(terms[i - 1].lower) && terms[i].kind != TermKind::path) continue;
    if (terms[i].kind == TermKind::path) {
      folder = terms[i].token->value;
      claimed[i] = true;
      continue;
    }
    // "create folder p in m"
    if (i + 1 == terms.size() && name != i && terms[i].kind == TermKind::word && !claimed[i] &&
        !known_place(terms[i].lower) &&
        !is_one_of(terms[i].lower, "here", "there", "it", "that", "total", "place")) {
      folder = std::string(terms[i].raw);
      claimed[i] = true;
      continue;
    }
    for (std::size_t last = std::min(i + 3, terms.size()); last > i && !folder; --last) {
      folder = known_place(
          std::string_view(utterance.lower).substr(terms[i].begin, terms[last - 1].end - terms[i].begin));
      if (folder)
        std::fill(claimed.begin() + static_cast<std::ptrdiff_t>(i),
                  claimed.begin() + static_cast<std::ptrdiff_t>(last), true);
    }
  }
  if (!folder) return;
  if (!folder->ends_with('/')) folder->push_back('/');
  std::string inner = name != 0 ? std::string(terms[name].raw) : path->second;
  if (inner.find('/') != std::string::npos) return;
  if (name != 0) claimed[name] = true;
  slots["path"] = *folder + inner;
}

}  // namespace maxos::language
