#include "platform/socket_table.h"

#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <utility>

#include "platform/netlink.h"

namespace maxos::platform {
namespace {

absl::Status read_into(SocketTable& table, Transport transport, int family, const SocketQuestion& question,
                       const Check& check) {
  inet_diag_req_v2 query{};
  query.sdiag_family = static_cast<std::uint8_t>(family);
  query.sdiag_protocol = transport == Transport::tcp ? IPPROTO_TCP : IPPROTO_UDP;
  query.idiag_states = question.states;
  const SocketTable before = table;
  return netlink_dump(
      {.protocol = NETLINK_SOCK_DIAG, .type = SOCK_DIAG_BY_FAMILY, .body = netlink_body(query)},
      {.begin = [&table, &before] { table = before; },
       .take =
           [&](const nlmsghdr& message) {
             auto socket = parse_inet_socket(transport, message);
             // A dump of IPv6 may bring what also belongs to IPv4.
             if (!socket || socket->family != family) return;
             if (question.port != 0 && socket->local_port != question.port &&
                 socket->remote_port != question.port)
               return;
             ++table.total;
             ++table.counts[{transport, socket->state}];
             if (table.sockets.size() < kMaxListed) table.sockets.push_back(*std::move(socket));
           },
       .check = check});
}

Bytes bytes_of(const __be32 (&words)[4]) {
  return {reinterpret_cast<const std::byte*>(words), sizeof words};
}

// Names of the abstract name space begin with a NUL and may hold more of them (unix(7)).
std::string unix_name(std::optional<Bytes> bytes) {
  if (!bytes || bytes->empty()) return "";
  if (bytes->front() != std::byte{0}) return netlink_text(*bytes);
  return "@" + std::string(reinterpret_cast<const char*>(bytes->data()) + 1, bytes->size() - 1);
}

}  // namespace

std::optional<InetSocket> parse_inet_socket(Transport transport, const nlmsghdr& message) {
  const auto header = netlink_header<inet_diag_msg>(message);
  if (message.nlmsg_type != SOCK_DIAG_BY_FAMILY || !header) return std::nullopt;
  InetSocket socket;
  socket.transport = transport;
  socket.family = header->idiag_family;
  socket.state = header->idiag_state;
  socket.local_address = address_text(socket.family, bytes_of(header->id.idiag_src));
  socket.remote_address = address_text(socket.family, bytes_of(header->id.idiag_dst));
  if (socket.local_address.empty()) return std::nullopt;
  socket.local_port = ntohs(header->id.idiag_sport);
  socket.remote_port = ntohs(header->id.idiag_dport);
  socket.link = static_cast<int>(header->id.idiag_if);
  socket.receive_queue = header->idiag_rqueue;
  socket.send_queue = header->idiag_wqueue;
  socket.inode = header->idiag_inode;
  socket.uid = header->idiag_uid;
  socket.cgroup = NetlinkAttributes(message, sizeof(inet_diag_msg)).value<std::uint64_t>(INET_DIAG_CGROUP_ID);
  return socket;
}

std::optional<UnixSocket> parse_unix_socket(const nlmsghdr& message) {
  const auto header = netlink_header<unix_diag_msg>(message);
  if (message.nlmsg_type != SOCK_DIAG_BY_FAMILY || !header || header->udiag_state != TCP_LISTEN)
    return std::nullopt;
  const NetlinkAttributes attributes(message, sizeof(unix_diag_msg));
  UnixSocket socket;
  socket.path = unix_name(attributes.find(UNIX_DIAG_NAME));
  socket.inode = header->udiag_ino;
  socket.uid = attributes.value<std::uint32_t>(UNIX_DIAG_UID);
  if (const auto queue = attributes.value<unix_diag_rqlen>(UNIX_DIAG_RQLEN)) {
    socket.waiting = queue->udiag_rqueue;
    socket.backlog = queue->udiag_wqueue;
  }
  return socket;
}

absl::StatusOr<SocketTable> read_inet_sockets(const SocketQuestion& question, const Check& check) {
  SocketTable table;
  for (const Transport transport : {Transport::tcp, Transport::udp}) {
    for (const int family : {AF_INET, AF_INET6}) {
      const absl::Status status = read_into(table, transport, family, question, check);
      // A kernel without IPv6, or without the module of one of them.
      if (!status.ok() && status.code() != absl::StatusCode::kNotFound) return status;
    }
  }
  return table;
}

absl::StatusOr<Listed<UnixSocket>> read_listening_unix_sockets(const Check& check) {
  unix_diag_req query{};
  query.sdiag_family = AF_UNIX;
  query.udiag_states = 1U << TCP_LISTEN;
  query.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID;
  Listed<UnixSocket> listed;
  const absl::Status status =
      netlink_dump({.protocol = NETLINK_SOCK_DIAG, .type = SOCK_DIAG_BY_FAMILY, .body = netlink_body(query)},
                   {.begin = [&listed] { listed = {}; },
                    .take =
                        [&listed](const nlmsghdr& message) {
                          auto socket = parse_unix_socket(message);
                          if (!socket) return;
                          ++listed.total;
                          if (listed.entries.size() < kMaxListed)
                            listed.entries.push_back(*std::move(socket));
                        },
                    .check = check});
  if (!status.ok() && status.code() != absl::StatusCode::kNotFound) return status;
  return listed;
}

}  // namespace maxos::platform
