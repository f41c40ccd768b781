// Who is at the other end of a connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maxos::wire {

struct Peer {
  // The listening socket's name: grpc, grpc-local.
  std::string door;
  // Of the process that connected: SO_PEERCRED on a unix socket, sock_diag on loopback. Empty when the kernel
  // does not say.
  std::optional<std::uint32_t> uid;
  // Its groups when it connected: SO_PEERCRED and SO_PEERGROUPS. Empty on loopback, where the kernel tells
  // the uid alone.
  std::vector<std::uint32_t> groups = {};
  // Set by the front: connections with the same key share a server.
  std::string key = {};
};

}  // namespace maxos::wire
