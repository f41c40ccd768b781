#include "agents/system/secrets.h"

#include <algorithm>
#include <array>

#include "agents/json.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::string_view kMask = "***";

bool is_key_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.';
}

// Whether a name announces a secret: "DB_PASSWORD", "--api-key", "x-auth-token".
bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 15> kParts = {
      "password", "passwd",  "passphrase",    "passcode",   "token",
      "secret",   "apikey",  "accesskey",     "privatekey", "credential",
      "authoriz", "authkey", "encryptionkey", "signingkey", "masterkey"};
  constexpr std::array<std::string_view, 7> kEnds = {"pass", "pwd",  "pw",         "psk",
                                                     "pin",  "auth", "requirepass"};
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
      text.replace(at + colon + 1, host - colon - 1, kMask);
    } else if (user.size() > kLongestName) {
      text.replace(at, host, kMask);
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
    text.replace(at + 1, stop - at - 1, kMask);
    at += kMask.size();
  }
}

std::string_view program_of(std::string_view argument) {
  return argument.substr(argument.rfind('/') + 1);
}

bool takes_p(std::string_view program) {
  return program.starts_with("mysql") || program.starts_with("mariadb") || program == "sshpass";
}

bool takes_user_password(std::string_view program) {
  return program == "curl" || program == "wget" || program == "http" || program == "smbclient";
}

std::vector<std::string> masked_words(const std::vector<std::string_view>& words, int depth);

std::string masked_word(std::string_view word, int depth) {
  std::string text(word);
  mask_url(text);
  mask_assignments(text);
  // "sh -c 'mysql -psecret db'": a command line in one argument.
  if (depth == 0 && text.find(' ') != std::string::npos) {
    const std::string copy = text;
    text = base::join(masked_words(base::split(copy, ' '), depth + 1), " ");
  }
  return text;
}

std::vector<std::string> masked_words(const std::vector<std::string_view>& words, int depth) {
  std::vector<std::string> out;
  std::string_view program;
  enum class Next { plain, secret, user_password } next = Next::plain;
  for (const std::string_view word : words) {
    if (program.empty() || word.starts_with('/')) program = program_of(word);
    if (takes_p(word) || takes_user_password(word)) program = word;
    if (next == Next::secret && !word.starts_with("--") && !word.empty()) {
      out.emplace_back(kMask);
      next = Next::plain;
      continue;
    }
    if (next == Next::user_password && word.find(':') != std::string_view::npos) {
      out.push_back(std::string(word.substr(0, word.find(':') + 1)).append(kMask));
      next = Next::plain;
      continue;
    }
    next = Next::plain;
    if (takes_p(program) && word.starts_with("-p") && !word.starts_with("--")) {
      if (word.size() > 2) {
        out.push_back(std::string("-p").append(kMask));
        continue;
      }
      if (program == "sshpass") next = Next::secret;
    }
    if (takes_user_password(program)) {
      if (word == "-u" || word == "--user" || word == "-U" || word == "--proxy-user")
        next = Next::user_password;
      if (word.starts_with("-u") && word.find(':') != std::string_view::npos) {
        out.push_back(std::string(word.substr(0, word.find(':') + 1)).append(kMask));
        continue;
      }
    }
    // redis-cli -a PASSWORD
    if (program == "redis-cli" && word == "-a") next = Next::secret;
    const bool option = word.starts_with('-') && word.find_first_of("=: ") == std::string_view::npos;
    if (option && is_secret_name(word)) next = Next::secret;
    out.push_back(masked_word(word, depth));
  }
  return out;
}

}  // namespace

std::string mask_secrets(const std::vector<std::string_view>& arguments, std::size_t max_bytes) {
  return display_name(base::join(masked_words(arguments, 0), " "), max_bytes);
}

}  // namespace maxos::agents
