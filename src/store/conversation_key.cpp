// Conversations::key: how a conversation is named in Redis.
#include <openssl/evp.h>

#include <array>
#include <string>
#include <string_view>

#include "store/conversations.h"

namespace maxos::store {
namespace {

// Bytes of an escaped principal or session in a key; longer ones are hashed.
constexpr std::size_t kMaxKeyPart = 128;

constexpr std::string_view kHexDigits = "0123456789abcdef";

// Whoever could make two names collide could read another's conversation, hence a cryptographic hash.
std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string hex;
  for (unsigned i = 0; i < length; ++i) {
    hex.push_back(kHexDigits[digest[i] >> 4U]);
    hex.push_back(kHexDigits[digest[i] & 0xFU]);
  }
  return hex;
}

// Letters, digits and ._:@+- stay, any other byte becomes %xx. "%sha256-" cannot be the start of an escaped
// text.
std::string key_part(std::string_view text) {
  if (text.size() <= kMaxKeyPart) {
    std::string part;
    part.reserve(text.size());
    for (const char c : text) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                         (c != '\0' && std::string_view("._:@+-").find(c) != std::string_view::npos);
      if (plain) {
        part.push_back(c);
      } else {
        const auto byte = static_cast<unsigned char>(c);
        part.push_back('%');
        part.push_back(kHexDigits[byte >> 4U]);
        part.push_back(kHexDigits[byte & 0xFU]);
      }
    }
    if (part.size() <= kMaxKeyPart) return part;
  }
  return "%sha256-" + sha256_hex(text);
}

}  // namespace

std::string Conversations::key(std::string_view principal, std::string_view session) {
  std::string key("maxos:{");
  key.append(key_part(principal)).append("/").append(key_part(session)).append("}:conversation");
  return key;
}

}  // namespace maxos::store
