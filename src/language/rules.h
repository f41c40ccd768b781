// What explains an utterance: data.
#pragma once

#include <span>
#include <string_view>

namespace maxos::language {

// An utterance is explained by a rule when each of its words is in `needs`, `allow` or kFiller, at least one
// of each need is there, and its first word is not in `not_first`. Words are separated by spaces; "@name"
// stands for a group. What is no word has a name in angle brackets: <path>, <glob>, <number>, <name>.
struct Rule {
  std::string_view intent;
  // Needs, separated by ';', each a list of words of which one must be there. More needs beat fewer.
  std::string_view needs;
  std::string_view allow;
  std::string_view not_first = {};
  // Only with this domain hint, or with any when empty.
  std::string_view domain = {};
};

struct Group {
  std::string_view name;  // with its "@"
  std::string_view words;
};

// Words without content anywhere.
extern const std::string_view kFiller;
// Known words that no rule explains: they keep the correction of typing errors from turning them into others.
extern const std::string_view kOtherWords;
// Beginnings without content: "can you", "i would like to". Longer ones first.
std::span<const std::string_view> openings();
std::span<const Group> groups();
std::span<const Rule> rules();

}  // namespace maxos::language
