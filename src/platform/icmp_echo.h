// Echo requests without privileges: the kernel's ICMP datagram sockets (icmp(7), net.ipv4.ping_group_range).
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/fd.h"
#include "platform/internet_address.h"

namespace maxos::platform {

struct EchoReply {
  std::uint16_t sequence = 0;
  // Hops that were left, TTL or hop limit; 0 when the kernel does not tell.
  int hops_left = 0;
};

// What a router or this machine said instead of a reply.
struct EchoError {
  int error = 0;  // errno
  // Who said it; empty for this machine.
  std::string from;
};

struct EchoEvent {
  std::optional<EchoReply> reply;
  std::optional<EchoError> error;
};

// One target; one thread at a time.
class IcmpEcho {
 public:
  // PermissionDenied: the kernel lets this user's groups have no such socket. Unavailable: no such protocol,
  // or no route to the target.
  static absl::StatusOr<IcmpEcho> open(const InternetAddress& target);

  // 0, or the errno of what kept it from being sent. 56 bytes of payload, as ping(8).
  int send(std::uint16_t sequence);

  // Waits for the next reply or error; neither when none came.
  EchoEvent wait(std::chrono::milliseconds patience);

 private:
  IcmpEcho(base::UniqueFd fd, int family) : fd_(std::move(fd)), family_(family) {}
  EchoEvent read_reply();
  std::optional<EchoError> read_error();

  base::UniqueFd fd_;
  int family_;
};

}  // namespace maxos::platform
