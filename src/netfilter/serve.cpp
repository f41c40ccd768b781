#include "netfilter/serve.h"

#include <chrono>
#include <string>

#include "base/status.h"
#include "netfilter/rule_set.h"
#include "platform/packets.h"

namespace maxos::netfilter {
namespace {

constexpr auto kPatience = std::chrono::milliseconds(5000);

absl::StatusOr<std::string> answer(int connection, uid_t allowed) {
  const uid_t caller = platform::peer_uid(connection);
  if (caller != allowed) return base::denied("uid " + std::to_string(caller) + " may not ask here");
  const auto text = platform::receive_text(connection, kMaxRequestBytes, kPatience);
  if (!text.ok()) return text.status();
  const auto request = parse_request(*text);
  if (!request) return base::invalid_argument("not a request");
  return carry_out(*request);
}

}  // namespace

absl::Status serve_one(int connection, uid_t allowed) {
  const auto answered = answer(connection, allowed);
  const std::string text = answered.ok()
                               ? "ok\n" + *answered
                               : "error " + std::to_string(static_cast<int>(answered.status().code())) + " " +
                                     std::string(base::message_of(answered.status()));
  const absl::Status sent = platform::send_text(connection, text, kPatience);
  return answered.ok() ? sent : answered.status();
}

}  // namespace maxos::netfilter
