#include "language/utterance.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace maxos::language {
namespace {

// Bytes beyond this are not looked at; too long for one sentence of kMaxTokens words with a path.
constexpr std::size_t kMaxBytes = 8192;

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// The character at the beginning of `text` and its length in bytes; U+FFFD and 1 for what is no UTF-8.
std::pair<char32_t, std::size_t> first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (lead >= 0x80 && (lead < 0xC2 || lead > 0xF4 || size > text.size())) return {U'\uFFFD', 1};
  char32_t code = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {U'\uFFFD', 1};
    code = (code << 6U) | (next & 0x3FU);
  }
  return {code, size};
}

// Characters beyond ASCII that nobody can see: controls, soft hyphen, zero-width and bidirectional marks,
// fillers, variation selectors, tags (Default_Ignorable_Code_Point, and the general categories Cc, Cf, Zl and
// Zp of Unicode, but for the few of Cf that show). What is meant is what is seen.
bool is_invisible(char32_t code) {
  using Range = std::pair<char32_t, char32_t>;
  constexpr std::array<Range, 23> kRanges = {
      {{0x80, 0x9F},       {0xAD, 0xAD},       {0x34F, 0x34F},      {0x61C, 0x61C},     {0x115F, 0x1160},
       {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},    {0x2028, 0x202E},   {0x2060, 0x206F},
       {0x2800, 0x2800},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},
       {0xFFF0, 0xFFFB},   {0x1107F, 0x1107F}, {0x13430, 0x1343F},  {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
       {0xE0000, 0xE0FFF}, {0xFFFE, 0xFFFF},   {0x10FFFE, 0x10FFFF}}};
  return std::any_of(kRanges.begin(), kRanges.end(),
                     [code](const Range& range) { return code >= range.first && code <= range.second; });
}

// Spaces of other widths than that of the keyboard's.
bool is_wide_space(char32_t code) {
  return code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F ||
         code == 0x205F || code == 0x3000;
}

// What writing programs make of plain punctuation.
std::string plain_punctuation(std::string_view text) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array<Pair, 8> kPlain = {{{"\u2018", "'"},
                                           {"\u2019", "'"},
                                           {"\u201C", "\""},
                                           {"\u201D", "\""},
                                           {"\u2026", " "},
                                           {"\u2013", "-"},
                                           {"\u2014", " "},
                                           {"\u00BF", " "}}};
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      out.push_back(byte < ' ' || byte == 0x7F ? ' ' : text[i]);
      ++i;
      continue;
    }
    const auto [code, size] = first_character(text.substr(i));
    if (is_invisible(code) || is_wide_space(code)) {
      if (is_wide_space(code)) out.push_back(' ');
      i += size;
      continue;
    }
    bool replaced = false;
    for (const auto& [from, to] : kPlain) {
      if (!text.substr(i).starts_with(from)) continue;
      out.append(to);
      i += from.size();
      replaced = true;
      break;
    }
    if (!replaced) out.push_back(text[i++]);
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ' ') ++i;
    out.push_back(text[i]);
  }
  return out;
}

bool has_glob(std::string_view text) {
  return text.find_first_of("*?[{") != std::string_view::npos;
}

// "notes.txt": letters, a dot, and an ending of at most five characters with a letter in it.
bool is_file_name(std::string_view text) {
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const std::string_view ending = text.substr(dot + 1);
  return !ending.empty() && ending.size() <= 5 && std::all_of(ending.begin(), ending.end(), [](char c) {
    return absl::ascii_isalpha(c) || absl::ascii_isdigit(c);
  }) && std::any_of(ending.begin(), ending.end(), absl::ascii_isalpha);
}

}  // namespace

Utterance::Utterance(std::string_view text)
    : clean(plain_punctuation(text.substr(0, kMaxBytes))), lower(base::ascii_lower(clean)) {
  too_long = text.size() > kMaxBytes;
  tokens.reserve(12);
  std::size_t at = 0;
  while (at < clean.size()) {
    if (is_space(clean[at])) {
      ++at;
      continue;
    }
    if (tokens.size() >= kMaxTokens) {
      too_long = true;
      return;
    }
    const char first = clean[at];
    if (is_quote(first)) {
      // A quote closes before white space, punctuation or the end: "don't" and "users' files" are no
      // quotations.
      std::size_t close = clean.find(first, at + 1);
      while (close != std::string::npos && close + 1 < clean.size() && !is_space(clean[close + 1]) &&
             std::string_view("?!.,;:)").find(clean[close + 1]) == std::string_view::npos) {
        close = clean.find(first, close + 1);
      }
      if (close != std::string::npos && close > at + 1) {
        add(at + 1, close, true);
        at = close + 1;
        while (at < clean.size() && !is_space(clean[at])) ++at;
        continue;
      }
    }
    std::size_t end = at;
    while (end < clean.size() &&
           (!is_space(clean[end]) || (end > at && clean[end - 1] == '\\' && clean[end] == ' ')))
      ++end;
    add(at, end, false);
    at = end;
  }
}

void Utterance::add_path(std::size_t begin, std::size_t end, std::string value, bool quoted) {
  const std::string_view raw = std::string_view(clean).substr(begin, end - begin);
  const std::string_view low = std::string_view(lower).substr(begin, end - begin);
  const std::size_t slash = value.rfind('/');
  if (!quoted && slash != std::string::npos && has_glob(std::string_view(value).substr(slash + 1))) {
    std::string directory = value.substr(0, std::max<std::size_t>(slash, 1));
    tokens.push_back({.kind = TokenKind::path, .raw = raw, .lower = low, .value = std::move(directory)});
    tokens.push_back({.kind = TokenKind::glob, .raw = raw, .lower = low, .value = value.substr(slash + 1)});
    return;
  }
  tokens.push_back({.kind = TokenKind::path, .raw = raw, .lower = low, .value = std::move(value)});
}

void Utterance::add(std::size_t begin, std::size_t end, bool quoted) {
  const auto text = [&] { return std::string_view(clean).substr(begin, end - begin); };
  if (!quoted) {
    while (end > begin && std::string_view(",;:!?").find(clean[end - 1]) != std::string_view::npos) --end;
    // What is left of a quotation that does not close.
    while (end > begin && std::string_view("(\"'`").find(clean[begin]) != std::string_view::npos) ++begin;
    while (end > begin && (clean[end - 1] == '"' || clean[end - 1] == '`')) --end;
    while (end > begin && clean[end - 1] == ')' && text().find('(') == std::string_view::npos) --end;
    // A full stop ends the sentence; "." and ".." and what ends in "/.." are paths.
    while (end > begin + 1 && clean[end - 1] == '.' && text() != ".." && !text().ends_with("/.") &&
           !text().ends_with("/.."))
      --end;
    if (begin == end) return;
    // What is nothing but a hyphen joins, and explains itself.
    if (text() == "-") return;
  }
  // "8080/tcp" is no path.
  if (const std::size_t slash = text().find('/'); !quoted && slash != std::string_view::npos && slash > 0) {
    const std::string_view protocol =
        std::string_view(lower).substr(begin + slash + 1, end - begin - slash - 1);
    const std::string_view port = text().substr(0, slash);
    if ((protocol == "tcp" || protocol == "udp") &&
        std::all_of(port.begin(), port.end(), absl::ascii_isdigit)) {
      add(begin, begin + slash, false);
      return add(begin + slash + 1, end, false);
    }
  }
  // "/srv/app's logs"
  if (!quoted && end - begin > 3 && text().ends_with("'s") &&
      text().find_first_of("/.") != std::string_view::npos)
    end -= 2;
  const std::string_view raw = text();
  const std::string_view low = std::string_view(lower).substr(begin, end - begin);
  const auto push = [&](TokenKind kind, std::string value) {
    tokens.push_back({.kind = kind, .raw = raw, .lower = low, .value = std::move(value)});
  };
  // "look in /srv" and "how are you?" in quotes are sentences, with a path or a question mark in them.
  const bool sentence =
      quoted && raw.front() != '/' && raw.front() != '~' &&
      (raw.find(" /") != std::string_view::npos || raw.find(" ~") != std::string_view::npos ||
       (raw.find(' ') != std::string_view::npos && raw.back() == '?'));
  if (sentence) return push(TokenKind::quoted, std::string(raw));
  const bool path =
      raw.front() == '/' || raw.front() == '~' || raw == "." || raw == ".." ||
      (raw.find('/') != std::string_view::npos && raw.find("://") == std::string_view::npos && low != "i/o");
  if (path) return add_path(begin, end, quoted ? std::string(raw) : unescaped(raw), quoted);
  if (raw.find_first_of("*[") != std::string_view::npos ||
      (raw.find('?') != std::string_view::npos && raw.size() > 1)) {
    return push(TokenKind::glob, std::string(raw));
  }
  if (quoted) return push(TokenKind::quoted, std::string(raw));
  if (std::all_of(raw.begin(), raw.end(), absl::ascii_isdigit)) return push(TokenKind::number, {});
  if (raw.front() == '.' && raw.size() > 1) return push(TokenKind::extension, std::string(raw));
  if (is_file_name(raw)) return push(TokenKind::file_name, std::string(raw));
  push(TokenKind::word, {});
}

}  // namespace maxos::language
