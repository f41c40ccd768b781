// Who is at the other end of a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace maxos::wire {

struct Peer {
  // The listening socket's name: grpc, grpc-local.
  std::string door;
  // Of the process that connected: SO_PEERCRED on a unix socket, sock_diag on loopback. Empty when the kernel
  // does not say.
  std::optional<std::uint32_t> uid;
};

}  // namespace maxos::wire
