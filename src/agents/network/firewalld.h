// firewalld over D-Bus (org.fedoraproject.FirewallD1): the default zone.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/network/bus_service.h"
#include "agents/network/packet_filter.h"

namespace maxos::agents {

class Firewalld {
 public:
  Firewalld(const HandlerEnvironment& environment, const ExecutionContext& context);

  // Unavailable when firewalld is not on the bus.
  absl::StatusOr<std::string> default_zone() const;
  // What the zone lets in.
  absl::StatusOr<std::vector<std::string>> services(const std::string& zone) const;
  // "8080/tcp", "1024-65535/udp".
  absl::StatusOr<std::vector<std::string>> ports(const std::string& zone) const;

  // Until firewalld is reloaded. OK when it is so already.
  absl::Status allow(const std::string& zone, const BlockedPort& port) const;
  absl::Status block(const std::string& zone, const BlockedPort& port) const;

 private:
  absl::Status change(const std::string& zone, const BlockedPort& port, bool open) const;
  BusService service_;
};

}  // namespace maxos::agents
