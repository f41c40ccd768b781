// The sockets of this thread's network namespace: sock_diag(7).
#pragma once

#include <absl/status/statusor.h>
#include <linux/netlink.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/rtnetlink.h"

namespace maxos::platform {

enum class Transport { tcp, udp };

struct InetSocket {
  Transport transport = Transport::tcp;
  int family = 0;
  // TCP_ESTABLISHED, TCP_LISTEN, …; of UDP TCP_CLOSE is a socket without a peer.
  std::uint8_t state = 0;
  std::string local_address, remote_address;
  std::uint16_t local_port = 0, remote_port = 0;
  // The link that it is bound to; 0 when to none.
  int link = 0;
  std::uint32_t receive_queue = 0, send_queue = 0;
  // 0 when no process has it open any more (TIME_WAIT): then `uid` says nothing.
  std::uint32_t inode = 0;
  std::uint32_t uid = 0;
  // The cgroup that made it; nothing when the kernel does not tell.
  std::optional<std::uint64_t> cgroup;
};

struct UnixSocket {
  // A path, or "@name" of the abstract name space.
  std::string path;
  std::uint32_t inode = 0;
  std::optional<std::uint32_t> uid;
  // Connections that wait to be accepted, and how many may.
  std::uint32_t waiting = 0, backlog = 0;
};

struct SocketQuestion {
  // Bits 1 << TCP_ESTABLISHED, … 1 << TCP_CLOSING.
  std::uint32_t states = 0xFFF;
  // Only sockets with this port at either end; 0: all.
  std::uint16_t port = 0;
};

struct SocketTable {
  // At most kMaxListed, in the kernel's order.
  std::vector<InetSocket> sockets;
  std::uint64_t total = 0;
  // How many of each transport and state, those that were not kept too.
  std::map<std::pair<Transport, std::uint8_t>, std::uint64_t> counts;
};

// TCP and UDP, IPv4 and IPv6.
absl::StatusOr<SocketTable> read_inet_sockets(const SocketQuestion& question, const Check& check);
absl::StatusOr<Listed<UnixSocket>> read_listening_unix_sockets(const Check& check);

// What one message says; nothing when it is another one, or broken.
std::optional<InetSocket> parse_inet_socket(Transport transport, const nlmsghdr& message);
std::optional<UnixSocket> parse_unix_socket(const nlmsghdr& message);

}  // namespace maxos::platform
