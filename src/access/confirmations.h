// One-time tokens for plans that wait for a yes.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "access/principal.h"
#include "agents/agent.h"
#include "base/guarded.h"
#include "config/config.h"
#include "platform/clock.h"

namespace maxos::access {

struct IssuedToken {
  std::string token;  // 43 characters of base64url (RFC 4648), 256 random bits
  std::chrono::seconds expires_in{0};
};

// Thread-safe. Tokens live in memory: a restart forgets them, and the request is simply made again. They are
// kept as their SHA-256 alone, bound to the principal and to the digest of the stored plan.
class Confirmations {
 public:
  Confirmations(const config::Access& config, platform::Clock clock);

  // Stores the plan. Beyond config.pending_confirmations the token that would expire first goes.
  IssuedToken issue(const Principal& principal, agents::Plan plan);

  // The stored plan, once. NotFound (unknown, used, expired or somebody else's: not told apart) says to
  // repeat the request.
  absl::StatusOr<agents::Plan> redeem(const Principal& principal, std::string_view token);

  // Makes a redeemed token good again, for a plan that could not even be started (the queue was full).
  void put_back(const Principal& principal, std::string_view token, agents::Plan plan);

  void set_config(const config::Access& config);

 private:
  struct Pending {
    std::string principal;
    agents::Plan plan;
    std::string digest;
    std::chrono::steady_clock::time_point expires;
  };
  struct State {
    config::Access config;
    std::map<std::string, Pending, std::less<>> pending;  // by SHA-256 of the token
  };

  // How long the token holds.
  std::chrono::seconds add(const Principal& principal, std::string_view token, agents::Plan plan);

  platform::Clock clock_;
  base::Guarded<State> state_;
};

}  // namespace maxos::access
