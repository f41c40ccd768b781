// Small closed classes of words. All in lower case.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace maxos::language {

inline bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// "directory", "folder".
bool is_folder_noun(std::string_view word);
bool is_article(std::string_view word);
// Articles, possessives and demonstratives of one thing: "the", "her", "that".
bool is_determiner(std::string_view word);
// "in", "below": what follows holds what stands before.
bool is_inside_word(std::string_view word);
// "into /srv", "at the end"
bool leads_to_a_place(std::string_view word);
// Folders as desktops name them: "downloads".
bool is_known_folder(std::string_view word);
// "ten" as "10"; empty for what is no number.
std::string_view number_word(std::string_view word);
// Whether what looks like a file's name ("github.com") rather is a host's.
bool looks_like_host(std::string_view lower);

}  // namespace maxos::language
