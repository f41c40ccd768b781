#include "language/word_forms.h"

#include <array>
#include <utility>

namespace maxos::language {

bool is_folder_noun(std::string_view word) {
  return is_one_of(word, "directory", "folder", "dir");
}
bool is_article(std::string_view word) {
  return is_one_of(word, "the", "my", "a", "our", "this");
}

bool is_determiner(std::string_view word) {
  return is_one_of(word, "the", "my", "a", "an", "our", "your", "his", "her", "their", "this", "that");
}

bool is_inside_word(std::string_view word) {
  return is_one_of(word, "in", "inside", "under", "below", "within");
}

bool leads_to_a_place(std::string_view word) {
  return is_inside_word(word) || is_one_of(word, "into", "at", "on");
}

// As desktops name them.
bool is_known_folder(std::string_view word) {
  return is_one_of(word, "documents", "downloads", "pictures", "music", "videos", "desktop", "templates",
                   "public");
}

std::string_view number_word(std::string_view word) {
  using Pair = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Pair, 29> kNumbers = {
      {{"two", "2"},      {"three", "3"},      {"four", "4"},      {"five", "5"},      {"six", "6"},
       {"seven", "7"},    {"eight", "8"},      {"nine", "9"},      {"ten", "10"},      {"eleven", "11"},
       {"twelve", "12"},  {"dozen", "12"},     {"thirteen", "13"}, {"fourteen", "14"}, {"fifteen", "15"},
       {"sixteen", "16"}, {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"}, {"twenty", "20"},
       {"thirty", "30"},  {"forty", "40"},     {"fifty", "50"},    {"sixty", "60"},    {"seventy", "70"},
       {"eighty", "80"},  {"ninety", "90"},    {"hundred", "100"}}};
  for (const auto& [name, digits] : kNumbers) {
    if (name == word) return digits;
  }
  return {};
}

// Names of hosts end like files do; these endings are not taken for file names.
bool looks_like_host(std::string_view lower) {
  const std::string_view ending = lower.substr(lower.rfind('.') + 1);
  return is_one_of(ending, "com", "org", "net", "io", "dev", "de", "uk", "eu", "edu", "gov", "info", "local",
                   "lan", "arpa");
}

}  // namespace maxos::language
