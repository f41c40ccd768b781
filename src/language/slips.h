// Words that were mistyped, where the speller knows nothing of what was meant.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace maxos::language {

// Whether one slip of the keyboard lies between them: a letter too many or too few, another letter, two
// swapped.
inline bool is_one_slip(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  if (a.size() > b.size() + 1) return false;
  std::size_t same = 0;
  while (same < b.size() && a[same] == b[same]) ++same;
  a.remove_prefix(same);
  b.remove_prefix(same);
  if (a.size() > b.size()) return a.substr(1) == b;
  if (a.empty() || a.substr(1) == b.substr(1)) return true;
  return a.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

// The folder of a desktop that `word`, in lower case, is a slip of: "documets" is "documents". Empty for
// none.
inline std::string_view slipped_folder(std::string_view word) {
  constexpr std::array<std::string_view, 7> kFolders = {"documents", "downloads", "pictures", "videos",
                                                        "desktop",   "templates", "public"};
  if (word.size() < 6 || word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos)
    return {};
  for (const std::string_view folder : kFolders) {
    if (is_one_slip(word, folder)) return folder;
  }
  return {};
}

}  // namespace maxos::language
