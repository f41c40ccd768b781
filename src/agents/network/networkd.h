// systemd-networkd over D-Bus: org.freedesktop.network1(5), read only.
#pragma once

#include <absl/status/statusor.h>

#include <map>
#include <string>

#include "agents/network/bus_service.h"

namespace maxos::agents {

// What networkd says of a link: "configured", "unmanaged", "failed", …; "routable", "degraded", "off", ….
struct NetworkdLink {
  std::string administrative_state;
  std::string operational_state;

  // Whether it has a configuration for it ("linger": the link is gone).
  bool managed() const {
    return !administrative_state.empty() && administrative_state != "unmanaged" &&
           administrative_state != "pending" && administrative_state != "linger";
  }
};

// It has no call that takes a link up or down: networkctl(1) does that over rtnetlink, with CAP_NET_ADMIN.
class Networkd {
 public:
  Networkd(const HandlerEnvironment& environment, const ExecutionContext& context);

  // Unavailable when it is not on the bus. By name; only of those in `wanted` that it knows.
  absl::StatusOr<std::map<std::string, NetworkdLink>> links(const std::vector<std::string>& wanted) const;

 private:
  BusService service_;
};

}  // namespace maxos::agents
