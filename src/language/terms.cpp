#include "language/terms.h"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "language/quantities.h"
#include "language/word_forms.h"

namespace maxos::language {
namespace {

bool is_ipv4(std::string_view text) {
  int parts = 1;
  int digits = 0;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) {
      if (++digits > 3) return false;
    } else if (c == '.' && digits > 0) {
      ++parts;
      digits = 0;
    } else {
      return false;
    }
  }
  return parts == 4 && digits > 0;
}

bool is_ipv6(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (std::count(text.begin(), text.end(), ':') < 2) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
  });
}

bool is_name_like(std::string_view lower) {
  return !lower.empty() && std::all_of(lower.begin(), lower.end(), [](char c) {
    return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-';
  });
}

bool is_host(const Token& token) {
  if (token.kind != TokenKind::word && token.kind != TokenKind::file_name) return false;
  const std::string_view lower = token.lower;
  if (lower == "localhost" || is_ipv4(lower) || is_ipv6(lower)) return true;
  if (!is_name_like(lower)) return false;
  const auto dots = std::count(lower.begin(), lower.end(), '.');
  return dots >= 1 && lower.front() != '.' && looks_like_host(lower);
}

bool ends_like_a_file(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 1 < name.size() && name.size() - dot <= 7;
}

TermKind kind_of(const Token& token) {
  switch (token.kind) {
    case TokenKind::number:
      return TermKind::number;
    case TokenKind::path:
      return TermKind::path;
    case TokenKind::glob:
      return TermKind::glob;
    case TokenKind::extension:
      return TermKind::extension;
    case TokenKind::quoted:
      return TermKind::quoted;
    case TokenKind::file_name:
    case TokenKind::word:
      break;
  }
  if (is_host(token)) return TermKind::host;
  const std::string_view lower = token.lower;
  if (absl::ascii_isdigit(lower.front())) {
    if (read_clock(lower)) return TermKind::clock;
    const bool size = read_size(lower).has_value();
    const bool age = read_age(lower).has_value();
    if (size && age) return TermKind::amount;
    if (age) return TermKind::age;
    if (size)
      return lower.find_first_not_of("0123456789.,") == std::string_view::npos ? TermKind::number
                                                                               : TermKind::size;
  }
  if (is_one_of(lower, "i.e", "e.g", "i.e.", "e.g.")) return TermKind::word;
  if (token.kind == TokenKind::file_name) return TermKind::file;
  if (lower == "yesterday" || lower == "today") return TermKind::age;
  if (lower == "noon" || lower == "midnight") return TermKind::clock;
  if (!number_word(lower).empty()) return TermKind::number;
  return TermKind::word;
}

bool counts(const Token& token) {
  return token.kind == TokenKind::number || is_one_of(token.lower, "a", "an", "one", "half") ||
         !number_word(token.lower).empty() ||
         (!token.lower.empty() && absl::ascii_isdigit(token.lower.front()) &&
          token.lower.find_first_not_of("0123456789.,") == std::string_view::npos);
}

constexpr std::size_t kWithHalf = 5;

// "one and a half gigabytes", "an hour and a half", from token `at` on: a size or an age.
std::optional<TermKind> kind_with_half(std::span<const Token> tokens, std::size_t at) {
  if (at + kWithHalf > tokens.size() || !counts(tokens[at])) return std::nullopt;
  const auto half_at = [&](std::size_t first) {
    return tokens[first].lower == "and" && tokens[first + 1].lower == "a" &&
           tokens[first + 2].lower == "half";
  };
  std::string_view unit;
  if (half_at(at + 1)) unit = tokens[at + 4].lower;
  if (half_at(at + 2)) unit = tokens[at + 1].lower;
  if (unit.size() > 1 && is_time_unit(unit)) return TermKind::age;
  return is_size_unit(unit) ? std::optional(TermKind::size) : std::nullopt;
}

}  // namespace

std::string_view name_of(TermKind kind) {
  constexpr std::array<std::string_view, 12> kNames = {"<word>", "<number>", "<path>",   "<glob>",
                                                       "<file>", "<ext>",    "<quoted>", "<size>",
                                                       "<age>",  "<amount>", "<clock>",  "<host>"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string text_of(const Utterance& utterance, const Term& first, const Term& last) {
  const std::string& clean = utterance.clean;
  const std::size_t begin =
      first.begin > 0 && is_quote(clean[first.begin - 1]) ? first.begin - 1 : first.begin;
  const std::size_t end = last.end < clean.size() && is_quote(clean[last.end]) ? last.end + 1 : last.end;
  return clean.substr(begin, end - begin);
}

std::vector<Term> read_terms(const Utterance& utterance) {
  const std::vector<Token>& tokens = utterance.tokens;
  std::vector<Term> terms;
  terms.reserve(tokens.size());
  const char* const base = utterance.clean.data();
  const auto add = [&](std::size_t first, std::size_t last, TermKind kind) {
    Term term;
    term.kind = kind;
    term.begin = static_cast<std::size_t>(tokens[first].raw.data() - base);
    term.end = static_cast<std::size_t>(tokens[last].raw.data() - base) + tokens[last].raw.size();
    term.raw = std::string_view(utterance.clean).substr(term.begin, term.end - term.begin);
    term.lower = std::string_view(utterance.lower).substr(term.begin, term.end - term.begin);
    term.word = kind == TermKind::word ? term.lower : name_of(kind);
    // What is read, hashed or unpacked ends in ".txt"; what is listed does not.
    if (kind == TermKind::path && ends_like_a_file(term.lower)) term.word = name_of(TermKind::file);
    term.token = &tokens[first];
    terms.push_back(term);
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (const auto kind = kind_with_half(tokens, i)) {
      add(i, i + kWithHalf - 1, *kind);
      i += kWithHalf - 1;
      continue;
    }
    // Three words, then two, that are one quantity.
    bool taken = false;
    for (const std::size_t length : {std::size_t{3}, std::size_t{2}}) {
      if (i + length > tokens.size() || !counts(tokens[i])) continue;
      const Token& last = tokens[i + length - 1];
      if (last.kind != TokenKind::word) continue;
      const std::string_view lower = last.lower;
      std::optional<TermKind> kind;
      const auto begin = static_cast<std::size_t>(tokens[i].raw.data() - base);
      const auto end = static_cast<std::size_t>(last.raw.data() - base) + last.raw.size();
      const std::string_view text = std::string_view(utterance.lower).substr(begin, end - begin);
      if (length == 2 && (lower == "am" || lower == "pm" || lower == "o'clock")) {
        if (read_clock(text)) kind = TermKind::clock;
      } else if ((lower.size() > 1 ||
                  (lower == "h" && i > 0 && is_one_of(tokens[i - 1].lower, "last", "past"))) &&
                 is_time_unit(lower) && (lower != "second" || tokens[i].kind == TokenKind::number)) {
        if (read_age(text)) kind = TermKind::age;
      } else if (is_size_unit(lower)) {
        if (read_size(text)) kind = TermKind::size;
      }
      if (!kind) continue;
      add(i, i + length - 1, *kind);
      i += length - 1;
      taken = true;
      break;
    }
    if (taken) continue;
    TermKind kind = kind_of(tokens[i]);
    // "last week", "this month"
    if (kind == TermKind::word && tokens[i].lower.size() > 3 && is_time_unit(tokens[i].lower) &&
        tokens[i].lower != "second" && i > 0 &&
        is_one_of(tokens[i - 1].lower, "last", "past", "this", "previous")) {
      kind = TermKind::age;
    }
    // "since this morning" is since today.
    if (kind == TermKind::word && tokens[i].lower == "morning" && i > 0 && tokens[i - 1].lower == "this" &&
        !terms.empty()) {
      terms.pop_back();
      add(i - 1, i, TermKind::age);
      continue;
    }
    add(i, i, kind);
  }
  return terms;
}

bool has_word(std::span<const Term> terms, std::initializer_list<std::string_view> words) {
  return std::any_of(terms.begin(), terms.end(), [&](const Term& term) {
    return term.kind != TermKind::quoted && is_one_of(term.lower, words);
  });
}

bool refers_back(std::span<const Term> terms, std::span<const bool> claimed) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i]) continue;
    if (is_one_of(terms[i].lower, "it", "them", "those", "there", "its", "that's")) return true;
    if (!is_one_of(terms[i].lower, "that", "this", "these", "same")) continue;
    // "that", "this file", "the same folder"; but "this machine" and "this week" are no other thing's names.
    if (i + 1 == terms.size() ||
        is_one_of(terms[i + 1].lower, "one", "file", "folder", "directory", "archive", "unit", "service",
                  "host", "again", "too", "please", "dir")) {
      return true;
    }
  }
  return false;
}

bool leaves_something(std::span<const Term> terms, std::span<const bool> claimed) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (claimed[i]) continue;
    switch (terms[i].kind) {
      case TermKind::path:
      case TermKind::glob:
      case TermKind::file:
      case TermKind::extension:
      case TermKind::quoted:
      case TermKind::host:
        return true;
      default:
        break;
    }
  }
  return false;
}

}  // namespace maxos::language
