// The hosts of users who have one of their own (maxos-agent@NAME.socket).
#pragma once

#include <absl/status/statusor.h>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "agents/agent.h"
#include "base/guarded.h"
#include "hosts/agent_host.h"

namespace maxos::hosts {

// Thread-safe.
class UserHosts {
 public:
  struct Options {
    // Where the sockets lie, agent-NAME.sock: systemd has one there for each user who is enabled. Empty:
    // nobody is.
    std::string folder;
    // Makes the link to the host behind the socket. Called once for each user, on the thread of a call; must
    // not block.
    std::function<std::unique_ptr<AgentHost>(const std::string& user, const std::string& socket)> make;
    // More than an administrator enables; a further user is told so.
    std::size_t max_hosts = 1'024;
  };

  explicit UserHosts(Options options) : options_(std::move(options)) {}

  // The host that works as the caller; nullptr when the caller has none. ResourceExhausted beyond max_hosts.
  // Looks for the socket (stat(2)) each time, so that enabling and disabling count at once. Never root's:
  // root is not acted as.
  absl::StatusOr<AgentHost*> find(const agents::Caller& caller);

 private:
  const Options options_;
  base::Guarded<std::map<std::string, std::unique_ptr<AgentHost>>> hosts_;
};

}  // namespace maxos::hosts
