#include "access/confirmations.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "access/plan_digest.h"
#include "base/status.h"

namespace maxos::access {
namespace {

std::string random_token() {
  std::array<unsigned char, 32> bytes{};
  // Without randomness no token may be given out at all.
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string out;
  unsigned buffer = 0;
  unsigned bits = 0;
  for (const unsigned char byte : bytes) {
    buffer = (buffer << 8U) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out.push_back(kAlphabet[(buffer >> bits) & 63U]);
    }
  }
  if (bits > 0) out.push_back(kAlphabet[(buffer << (6 - bits)) & 63U]);
  return out;
}

}  // namespace

Confirmations::Confirmations(const config::Access& config, platform::Clock clock)
    : clock_(std::move(clock)), state_(State{config, {}}) {}

IssuedToken Confirmations::issue(const Principal& principal, agents::Plan plan) {
  std::string token = random_token();
  const std::chrono::seconds expires_in = add(principal, token, std::move(plan));
  return {std::move(token), expires_in};
}

void Confirmations::put_back(const Principal& principal, std::string_view token, agents::Plan plan) {
  add(principal, token, std::move(plan));
}

std::chrono::seconds Confirmations::add(const Principal& principal, std::string_view token,
                                        agents::Plan plan) {
  Pending entry{principal.id, std::move(plan), {}, {}};
  entry.digest = plan_digest(entry.plan);
  const auto now = clock_.steady();
  return state_.with([&](State& state) {
    entry.expires = now + state.config.confirmation_ttl;
    std::erase_if(state.pending, [now](const auto& item) { return item.second.expires <= now; });
    if (!state.pending.empty() && state.pending.size() >= state.config.pending_confirmations) {
      state.pending.erase(
          std::min_element(state.pending.begin(), state.pending.end(),
                           [](const auto& a, const auto& b) { return a.second.expires < b.second.expires; }));
    }
    state.pending.emplace(sha256_hex(token), std::move(entry));
    return state.config.confirmation_ttl;
  });
}

absl::StatusOr<agents::Plan> Confirmations::redeem(const Principal& principal, std::string_view token) {
  const auto unknown = [] {
    return base::not_found(
        "This confirmation token is not valid: it was used, it expired, or it was made for somebody else. "
        "Nothing was "
        "done. Make the request again to get a new one.");
  };
  const std::string key = sha256_hex(token);
  const auto now = clock_.steady();
  return state_.with([&](State& state) -> absl::StatusOr<agents::Plan> {
    const auto found = state.pending.find(key);
    if (found == state.pending.end() || found->second.principal != principal.id) return unknown();
    Pending entry = std::move(found->second);
    state.pending.erase(found);
    if (entry.expires <= now || plan_digest(entry.plan) != entry.digest) return unknown();
    return std::move(entry.plan);
  });
}

void Confirmations::set_config(const config::Access& config) {
  state_.with([&](State& state) { state.config = config; });
}

}  // namespace maxos::access
