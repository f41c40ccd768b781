// Who is behind a TCP connection of this machine: sock_diag(7).
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <optional>

#include "base/fd.h"
#include "wire/socket_address.h"

namespace maxos::wire {

// One thread at a time.
class SockDiag {
 public:
  // Opens a netlink socket of its own, for the network namespace of this process.
  static absl::StatusOr<SockDiag> open();

  // Takes a NETLINK_SOCK_DIAG socket, such as one that systemd opened in the host's network namespace.
  explicit SockDiag(base::UniqueFd netlink) : netlink_(std::move(netlink)) {}

  // The uid of the socket whose own end is `client` and whose other end is `server`, both as the accepted
  // socket sees them. Nothing when there is no such socket in the state ESTABLISHED with a process behind it,
  // or the kernel does not say within 50 ms. About 30 µs.
  //
  // The caller must make sure afterwards that the accepted socket is still ESTABLISHED: only then nobody else
  // can have had the client's port at the moment of the question.
  std::optional<std::uint32_t> owner(const Endpoint& client, const Endpoint& server);

 private:
  base::UniqueFd netlink_;
  std::uint32_t sequence_ = 0;
};

}  // namespace maxos::wire
