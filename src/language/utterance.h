// An utterance cut into tokens.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::language {

// Of the quotes that stand around a name.
inline bool is_quote(char c) {
  return c == '"' || c == '\'' || c == '`';
}

enum class TokenKind {
  word,
  number,     // digits
  path,       // absolute, "~…", or relative with a slash
  glob,       // with *, ? or [ ]
  extension,  // ".py"
  file_name,  // "notes.txt"
  quoted      // anything else in quotes
};

struct Token {
  TokenKind kind = TokenKind::word;
  // As written, without quotes and punctuation around it; points into Utterance::clean.
  std::string_view raw;
  // The same in lower case (ASCII).
  std::string_view lower;
  // For path, glob and quoted: the value, with escapes undone.
  std::string value;
};

// Longer utterances are not understood: nothing that one capability explains needs so many words.
inline constexpr std::size_t kMaxTokens = 32;

// What nobody can see is left out, control characters are spaces; curly quotes become straight ones, and
// other typographic punctuation its plain form; paths end before punctuation; quotes keep spaces; "\ " is a
// space in a path; a path whose last component is a pattern becomes two tokens, path and glob. Not movable:
// tokens point into it.
struct Utterance {
  explicit Utterance(std::string_view text);
  Utterance(const Utterance&) = delete;
  Utterance& operator=(const Utterance&) = delete;

  std::string clean;
  std::string lower;
  std::vector<Token> tokens;
  // More than kMaxTokens: the rest was not looked at.
  bool too_long = false;

 private:
  void add(std::size_t begin, std::size_t end, bool quoted);
  void add_path(std::size_t begin, std::size_t end, std::string value, bool quoted);
};

}  // namespace maxos::language
