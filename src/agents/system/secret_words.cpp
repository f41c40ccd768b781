#include "agents/system/secret_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace maxos::agents {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_key_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.';
}

// "scheme://user:password@host" and "scheme://token@host".
void mask_url(std::string& text) {
  for (std::size_t at = text.find("://"); at != std::string::npos; at = text.find("://", at)) {
    at += 3;
    const std::size_t end = std::min(text.find_first_of("/?# \t\"'", at), text.size());
    // The last "@": a password may hold one.
    const std::size_t host = text.substr(at, end - at).rfind('@');
    if (host == std::string::npos) continue;
    const std::string user = text.substr(at, host);
    const std::size_t colon = user.find(':');
    // A name alone is no secret, but a long one is a token.
    constexpr std::size_t kLongestName = 19;
    if (colon != std::string::npos) {
      text.replace(at + colon + 1, host - colon - 1, kSecretMask);
    } else if (user.size() > kLongestName) {
      text.replace(at, host, kSecretMask);
    }
  }
}

// "name=value", "name: value" and '"name":"value"' anywhere in the argument.
void mask_assignments(std::string& text) {
  const bool url = text.find("://") != std::string::npos;
  for (std::size_t at = text.find_first_of("=:"); at != std::string::npos;
       at = text.find_first_of("=:", at + 1)) {
    std::size_t end = at;
    while (end > 0 && (text[end - 1] == '"' || text[end - 1] == '\'' || text[end - 1] == ' ')) --end;
    std::size_t begin = end;
    while (begin > 0 && is_key_character(text[begin - 1])) --begin;
    if (begin == end || !is_secret_name(std::string_view(text).substr(begin, end - begin))) continue;
    // Inside a URL's query the next parameter may be shown; elsewhere nobody knows where a secret ends.
    const std::size_t stop = url ? std::min(text.find_first_of("&#", at), text.size()) : text.size();
    if (stop == at + 1) continue;
    text.replace(at + 1, stop - at - 1, kSecretMask);
    at += kSecretMask.size();
  }
}

// What is known for a secret by its beginning, wherever it stands.
struct TokenShape {
  std::string_view prefix;
  // Characters that must follow, at least.
  std::size_t least;
};
constexpr std::array kTokenShapes = {
    TokenShape{"ghp_", 8},        TokenShape{"gho_", 8},      TokenShape{"ghu_", 8},
    TokenShape{"ghs_", 8},        TokenShape{"ghr_", 8},      TokenShape{"glpat-", 8},
    TokenShape{"xoxa-", 8},       TokenShape{"xoxb-", 8},     TokenShape{"xoxe-", 8},
    TokenShape{"xoxp-", 8},       TokenShape{"xoxr-", 8},     TokenShape{"xoxs-", 8},
    TokenShape{"AKIA", 12},       TokenShape{"ASIA", 12},     TokenShape{"sk-", 17},
    TokenShape{"github_pat_", 8}, TokenShape{"sk_live_", 16}, TokenShape{"sk_test_", 16},
    TokenShape{"hvs.", 20}};

void mask_tokens(std::string& text) {
  const auto in_token = [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; };
  // Not in the middle of a word: "disk-" is no "sk-".
  const auto begins_word = [&](std::size_t at) {
    return at == 0 || !(is_letter(text[at - 1]) || is_digit(text[at - 1]));
  };
  for (const TokenShape& shape : kTokenShapes) {
    for (std::size_t at = text.find(shape.prefix); at != std::string::npos;
         at = text.find(shape.prefix, at + 1)) {
      const std::size_t rest = at + shape.prefix.size();
      std::size_t end = rest;
      while (end < text.size() && in_token(text[end])) ++end;
      if (begins_word(at) && end - rest >= shape.least) text.replace(at, end - at, kSecretMask);
    }
  }
  // A JSON Web Token (RFC 7519): three parts, of which the first begins an object.
  for (std::size_t at = text.find("eyJ"); at != std::string::npos; at = text.find("eyJ", at + 1)) {
    std::size_t end = at;
    std::size_t dots = 0;
    for (; end < text.size() && (in_token(text[end]) || text[end] == '.'); ++end) dots += text[end] == '.';
    if (begins_word(at) && dots >= 2) text.replace(at, end - at, kSecretMask);
  }
}

}  // namespace

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 16> kParts = {
      "password", "passwd",        "passphrase", "passcode",   "token",    "secret",
      "apikey",   "accesskey",     "privatekey", "credential", "authoriz", "authkey",
      "bearer",   "encryptionkey", "signingkey", "masterkey"};
  constexpr std::array<std::string_view, 8> kEnds = {"pass", "pwd",  "pw",          "psk",
                                                     "pin",  "auth", "requirepass", "cookie"};
  std::string plain;
  for (const char c : base::ascii_lower(name)) {
    if (c != '-' && c != '_' && c != '.') plain.push_back(c);
  }
  if (plain == "key" || plain == "p12") return true;
  if (std::any_of(kParts.begin(), kParts.end(),
                  [&](auto part) { return plain.find(part) != std::string::npos; })) {
    return true;
  }
  return std::any_of(kEnds.begin(), kEnds.end(), [&](auto end) { return plain.ends_with(end); });
}

void mask_secret_words(std::string& text) {
  mask_url(text);
  mask_assignments(text);
  mask_tokens(text);
}

}  // namespace maxos::agents
