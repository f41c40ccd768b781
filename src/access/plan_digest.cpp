#include "access/plan_digest.h"

#include <openssl/sha.h>

#include <array>

namespace maxos::access {
namespace {

// Length first, so that no two lists of fields give the same bytes.
void add(std::string& out, std::string_view field) {
  out.append(std::to_string(field.size())).append(":").append(field);
}

void add(std::string& out, const agents::Values& values) {
  add(out, std::to_string(values.size()));
  for (const auto& [name, value] : values) {
    add(out, name);
    add(out, value);
  }
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(digest.size() * 2);
  for (const unsigned char byte : digest) {
    out.push_back(kHex[byte >> 4U]);
    out.push_back(kHex[byte & 15U]);
  }
  return out;
}

std::string plan_digest(const agents::Plan& plan) {
  std::string bytes;
  add(bytes, plan.intent);
  add(bytes, agents::to_string(plan.risk));
  add(bytes, std::to_string(plan.caller.uid));
  add(bytes, std::to_string(plan.entries));
  add(bytes, std::to_string(plan.bytes));
  add(bytes, plan.seal);
  add(bytes, plan.slots);
  add(bytes, plan.context);
  add(bytes, std::to_string(plan.targets.size()));
  for (const std::string& target : plan.targets) add(bytes, target);
  return sha256_hex(bytes);
}

}  // namespace maxos::access
