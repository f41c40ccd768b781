// Small closed classes of words. All in lower case.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <string_view>

namespace maxos::language {

// Compared in place: the compiler copies a list of words at each call, which costs more than to look at them.
template <std::size_t... Sizes>
[[gnu::always_inline]] inline bool is_one_of(std::string_view word, const char (&... words)[Sizes]) {
  return ((word.size() == Sizes - 1 && (Sizes == 1 || std::memcmp(word.data(), words, Sizes - 1) == 0)) ||
          ...);
}

// For a list that comes from elsewhere.
inline bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return !word.empty() && std::any_of(words.begin(), words.end(), [word](std::string_view one) {
    return one.size() == word.size() && one.front() == word.front() && one == word;
  });
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
