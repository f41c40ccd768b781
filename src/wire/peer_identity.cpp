#include "wire/peer_identity.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "base/status.h"

namespace maxos::wire {
namespace {

// struct ucred of a socket without credentials has this uid.
constexpr std::uint32_t kNoUid = ~0U;

absl::Status gone() {
  return base::unavailable("the peer is gone");
}

absl::StatusOr<Peer> identify_unix(int connection, const std::string& door) {
  Peer peer{door, std::nullopt};
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 &&
      credentials.uid != kNoUid) {
    peer.uid = credentials.uid;
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
  Peer peer{door, diag != nullptr ? diag->owner(*client, *server) : std::nullopt};
  // Still established, so the socket that was found is the one at the other end. Had the client reset the
  // connection, another user could have got its port meanwhile and what the first one sent would be served
  // under the second one's name.
  if (!is_established(connection)) return gone();
  return peer;
}

}  // namespace maxos::wire
