#include "train/phrases.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "base/status.h"
#include "base/text.h"
#include "language/model.h"
#include "language/normal_form.h"

namespace maxos::train {
namespace {

absl::Status wrong(std::string_view what, std::string_view line) {
  return base::invalid_argument(std::string(what) + ": " + std::string(line));
}

// "slot:words}" or "slot=value:words}"; a value may be a time of day.
absl::Status parse_mark(std::string_view inner, std::string_view line, Phrase& phrase) {
  Mark mark;
  const std::size_t name_end = inner.find_first_of("=:");
  if (name_end == std::string_view::npos || name_end == 0) return wrong("a mark without a slot", line);
  mark.slot = inner.substr(0, name_end);
  std::string_view words = inner.substr(name_end + 1);
  if (inner[name_end] == '=') {
    std::size_t colon = words.find(':');
    const auto digits = [&](std::size_t at) {
      return at + 1 < words.size() && words[at] >= '0' && words[at] <= '9' && words[at + 1] >= '0' &&
             words[at + 1] <= '9';
    };
    if (colon == 2 && digits(0) && digits(3) && words.size() > 5 && words[5] == ':') colon = 5;
    if (colon == std::string_view::npos) return wrong("a mark without words", line);
    mark.value = std::string(words.substr(0, colon));
    words.remove_prefix(colon + 1);
  }
  if (words.empty()) return wrong("a mark without words", line);
  mark.begin = phrase.text.size();
  phrase.text.append(words);
  mark.end = phrase.text.size();
  const bool twice = std::any_of(phrase.marks.begin(), phrase.marks.end(),
                                 [&](const Mark& other) { return other.slot == mark.slot; });
  if (twice) return wrong("the slot " + mark.slot + " is marked twice", line);
  phrase.marks.push_back(std::move(mark));
  return absl::OkStatus();
}

struct Source {
  std::filesystem::path file;
  std::string intent;
  const agents::CapabilityDecl* capability = nullptr;
};

absl::Status load(const Source& source, std::vector<Phrase>& phrases,
                  std::map<std::string, std::string>& seen) {
  std::ifstream in(source.file);
  if (!in) return base::not_found("cannot read " + source.file.string());
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string_view text = base::trim(line);
    if (text.empty() || text.starts_with('#')) continue;
    const std::string where = source.file.string() + ":" + std::to_string(number);
    Phrase phrase;
    if (source.capability == nullptr) {
      phrase.text = text;
    } else {
      auto parsed = parse_phrase(text);
      if (!parsed.ok())
        return base::invalid_argument(where + ": " + std::string(base::message_of(parsed.status())));
      phrase = *std::move(parsed);
      for (const Mark& mark : phrase.marks) {
        const auto& slots = source.capability->slots;
        if (std::none_of(slots.begin(), slots.end(),
                         [&](const agents::SlotDecl& slot) { return slot.name == mark.slot; })) {
          return base::invalid_argument(where + ": " + source.intent + " has no slot " + mark.slot);
        }
      }
    }
    phrase.intent = source.intent;
    phrase.group = phrases.size();
    const auto [it, added] = seen.emplace(language::normal_form(phrase.text), where);
    if (!added) return base::invalid_argument(where + ": the same phrase stands at " + it->second);
    phrases.push_back(std::move(phrase));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Phrase> parse_phrase(std::string_view line) {
  Phrase phrase;
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '}') return wrong("a brace that nothing opens", line);
    if (line[at] != '{') {
      phrase.text.push_back(line[at++]);
      continue;
    }
    const std::size_t close = line.find('}', at);
    if (close == std::string_view::npos) return wrong("a brace that nothing closes", line);
    MAXOS_RETURN_IF_ERROR(parse_mark(line.substr(at + 1, close - at - 1), line, phrase));
    at = close + 1;
  }
  return phrase;
}

absl::StatusOr<std::vector<Phrase>> load_phrases(const std::filesystem::path& folder,
                                                 const agents::Registry& registry) {
  std::vector<Source> sources;
  for (const agents::CapabilityDecl* capability : registry.capabilities()) {
    const std::string intent(capability->intent);
    sources.push_back({folder / capability->agent / (intent.substr(intent.find('.') + 1) + "_phrases.txt"),
                       intent, capability});
  }
  sources.push_back({folder / "out_of_scope_phrases.txt", std::string(language::kOutOfScope), nullptr});
  std::vector<Phrase> phrases;
  std::map<std::string, std::string> seen;
  for (const Source& source : sources) MAXOS_RETURN_IF_ERROR(load(source, phrases, seen));
  for (const agents::CapabilityDecl* capability : registry.capabilities()) {
    for (const std::string_view shown : capability->phrases) {
      if (!seen.emplace(language::normal_form(shown), capability->intent).second) continue;
      Phrase phrase;
      phrase.text = shown;
      phrase.intent = capability->intent;
      phrase.marked = false;
      phrase.group = phrases.size();
      phrases.push_back(std::move(phrase));
    }
  }
  return phrases;
}

absl::StatusOr<std::vector<std::string>> load_words(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return base::not_found("cannot read the word list " + file.string());
  std::set<std::string> words;
  for (std::string line; std::getline(in, line);) {
    std::string word = base::ascii_lower(line);
    if (word.empty() || word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string::npos) continue;
    words.insert(std::move(word));
  }
  return std::vector<std::string>(words.begin(), words.end());
}

}  // namespace maxos::train
