// Sockets as an answer tells them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agents/accounts.h"
#include "agents/network/links.h"
#include "platform/socket_table.h"

namespace maxos::agents {

// "listening", "established", "time-wait", …; a UDP socket without a peer listens.
std::string_view state_name(const platform::InetSocket& socket);

// The states of the kernel that belong to a value of the slot "state"; all when it is empty.
std::uint32_t state_mask(std::string_view state);

// Who holds sockets. One object for one request (not thread-safe).
class SocketOwners {
 public:
  SocketOwners(const std::string& cgroup_root, const std::vector<platform::InetSocket>& sockets);

  // Empty for one that no process holds any more.
  std::string user(const platform::InetSocket& socket);
  std::string user(const platform::UnixSocket& socket);
  // Empty when the kernel or the cgroup does not tell.
  std::string unit(const platform::InetSocket& socket) const;
  // "ssh.service", else "user alice", else empty.
  std::string words(const platform::InetSocket& socket);

 private:
  std::map<std::uint64_t, std::string> cgroups_;
  Accounts accounts_;
};

std::string json_of(const platform::InetSocket& socket, const LinkNames& links, SocketOwners& owners);
std::string json_of(const platform::UnixSocket& socket, SocketOwners& owners);

}  // namespace maxos::agents
