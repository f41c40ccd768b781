#include "agents/network/sockets.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>

#include "agents/json.h"
#include "agents/network/cgroup_units.h"

namespace maxos::agents {
namespace {

using platform::InetSocket;
using platform::Transport;
using platform::UnixSocket;

std::set<std::uint64_t> cgroups_of(const std::vector<InetSocket>& sockets) {
  std::set<std::uint64_t> ids;
  for (const InetSocket& socket : sockets) {
    if (socket.cgroup) ids.insert(*socket.cgroup);
  }
  return ids;
}

}  // namespace

std::string_view state_name(const InetSocket& socket) {
  constexpr std::array<std::string_view, 12> kNames = {
      "unknown",   "established", "syn-sent",   "syn-received", "fin-wait-1", "fin-wait-2",
      "time-wait", "closed",      "close-wait", "last-ack",     "listening",  "closing"};
  if (socket.transport == Transport::udp)
    return socket.state == TCP_ESTABLISHED ? "established" : "listening";
  return socket.state < kNames.size() ? kNames[socket.state] : "syn-received";
}

std::uint32_t state_mask(std::string_view state) {
  if (state == "listening") return 1U << TCP_LISTEN | 1U << TCP_CLOSE;
  if (state == "established") return 1U << TCP_ESTABLISHED;
  if (state == "time-wait") return 1U << TCP_TIME_WAIT;
  if (state == "close-wait") return 1U << TCP_CLOSE_WAIT;
  return platform::SocketQuestion().states;
}

SocketOwners::SocketOwners(const std::string& cgroup_root, const std::vector<InetSocket>& sockets)
    : cgroups_(cgroup_paths(cgroup_root, cgroups_of(sockets))) {}

std::string SocketOwners::user(const InetSocket& socket) {
  return socket.inode == 0 ? "" : accounts_.user(socket.uid);
}

std::string SocketOwners::user(const UnixSocket& socket) {
  return socket.uid ? accounts_.user(*socket.uid) : "";
}

std::string SocketOwners::unit(const InetSocket& socket) const {
  const auto found = socket.cgroup ? cgroups_.find(*socket.cgroup) : cgroups_.end();
  return found == cgroups_.end() ? "" : unit_of_cgroup(found->second);
}

std::string SocketOwners::words(const InetSocket& socket) {
  const std::string by_unit = unit(socket);
  if (!by_unit.empty()) return display_name(by_unit);
  const std::string name = user(socket);
  return name.empty() ? "" : "user " + display_name(name);
}

std::string json_of(const InetSocket& socket, const LinkNames& links, SocketOwners& owners) {
  JsonObject json;
  json.text("protocol", socket.transport == Transport::tcp ? "tcp" : "udp")
      .text("family", socket.family == AF_INET6 ? "ipv6" : "ipv4")
      .text("state", state_name(socket))
      .text("local_address", socket.local_address)
      .number("local_port", socket.local_port);
  // One that only listens has no other end.
  if (socket.remote_port != 0)
    json.text("remote_address", socket.remote_address).number("remote_port", socket.remote_port);
  if (socket.link != 0) json.text("interface", links(socket.link));
  json.number("receive_queue", socket.receive_queue).number("send_queue", socket.send_queue);
  if (const std::string user = owners.user(socket); !user.empty())
    json.number("uid", socket.uid).text("user", user).number("inode", socket.inode);
  if (const std::string unit = owners.unit(socket); !unit.empty()) json.text("unit", unit);
  return json.take();
}

std::string json_of(const UnixSocket& socket, SocketOwners& owners) {
  JsonObject json;
  json.text("path", display_name(socket.path)).number("inode", socket.inode);
  if (socket.uid) json.number("uid", *socket.uid).text("user", owners.user(socket));
  return json.number("waiting", socket.waiting).number("backlog", socket.backlog).take();
}

}  // namespace maxos::agents
