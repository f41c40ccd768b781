// The phrases that the model is made from.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/registry.h"

namespace maxos::train {

// Bytes [begin, end) of a phrase's text fill the slot.
struct Mark {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string slot;
  // The canonical value where the phrase gives one.
  std::optional<std::string> value;
};

struct Phrase {
  std::string text;
  // Or language::kOutOfScope.
  std::string intent;
  std::vector<Mark> marks;
  // Whether its marks are complete: the declarations' phrases have none, and say nothing about slots.
  bool marked = true;
  // Phrases of the same group were made from the same line and must not be told apart by a test.
  std::size_t group = 0;
  // Whether a slip was put into a word: what it made is no word to be learned, or the speller would leave it.
  bool mistyped = false;
};

// A line such as "show the {sort=size:largest} files in {path:/srv}". InvalidArgument says what is wrong.
absl::StatusOr<Phrase> parse_phrase(std::string_view line);

// AGENT/NAME_phrases.txt of each capability below `folder`, out_of_scope_phrases.txt there, and the phrases
// that the declarations show to people. Errors name file and line: what cannot be parsed, slots that the
// capability does not have, a phrase that stands twice.
absl::StatusOr<std::vector<Phrase>> load_phrases(const std::filesystem::path& folder,
                                                 const agents::Registry& registry);

// The words of a dictionary file, one on each line, in lower case and in alphabetical order; those with other
// letters than a to z are left out.
absl::StatusOr<std::vector<std::string>> load_words(const std::filesystem::path& file);

}  // namespace maxos::train
