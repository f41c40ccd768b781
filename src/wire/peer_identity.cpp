#include "wire/peer_identity.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/status.h"

namespace maxos::wire {
namespace {

// struct ucred of a socket without credentials has this uid.
constexpr std::uint32_t kNoUid = ~0U;
constexpr std::size_t kUsualGroups = 64;

absl::Status gone() {
  return base::unavailable("the peer is gone");
}

// The groups of the process that connected, its own first.
std::vector<std::uint32_t> groups_of(int connection, gid_t own) {
  std::vector<gid_t> groups(kUsualGroups);
  for (;;) {
    auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    if (::getsockopt(connection, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0) {
      groups.resize(size / sizeof(gid_t));
      break;
    }
    // With ERANGE the kernel says how much it has.
    if (errno != ERANGE || size <= groups.size() * sizeof(gid_t)) {
      groups.clear();
      break;
    }
    groups.resize(size / sizeof(gid_t));
  }
  groups.insert(groups.begin(), own);
  return {groups.begin(), groups.end()};
}

absl::StatusOr<Peer> identify_unix(int connection, const std::string& door) {
  Peer peer{.door = door, .uid = std::nullopt};
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 &&
      credentials.uid != kNoUid) {
    peer.uid = credentials.uid;
    peer.groups = groups_of(connection, credentials.gid);
  }
  return peer;
}

bool is_established(int connection) {
  tcp_info info{};
  socklen_t size = sizeof info;
  return ::getsockopt(connection, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
         info.tcpi_state == TCP_ESTABLISHED;
}

}  // namespace

absl::StatusOr<Peer> identify_peer(int connection, const std::string& door, SockDiag* diag) {
  sockaddr_storage remote{};
  socklen_t remote_size = sizeof remote;
  sockaddr_storage local{};
  socklen_t local_size = sizeof local;
  if (::getpeername(connection, reinterpret_cast<sockaddr*>(&remote), &remote_size) != 0 ||
      ::getsockname(connection, reinterpret_cast<sockaddr*>(&local), &local_size) != 0) {
    return gone();
  }
  if (remote.ss_family == AF_UNIX) return identify_unix(connection, door);

  const auto client = endpoint_of(remote);
  const auto server = endpoint_of(local);
  if (!client || !server || !is_loopback(*client)) {
    return base::denied((client ? to_text(*client) : std::string("a peer of another address family")) +
                        " is not on this machine");
  }
  Peer peer{.door = door, .uid = diag != nullptr ? diag->owner(*client, *server) : std::nullopt};
  // Still established, so the socket that was found is the one at the other end. Had the client reset the
  // connection, another user could have got its port meanwhile and what the first one sent would be served
  // under the second one's name.
  if (!is_established(connection)) return gone();
  return peer;
}

}  // namespace maxos::wire
