// The tunnels of this machine, whoever made them: links of the kernel, and what manages them.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/network/network_manager.h"
#include "agents/network/networkd.h"
#include "platform/rtnetlink.h"

namespace maxos::agents {

// A link of the kernel, a connection that NetworkManager has stored, or both.
struct Tunnel {
  std::string name;
  // "wireguard", "tun", "ipip", "vpn", …
  std::string kind;
  bool up = false;
  std::optional<Profile> profile;
  std::optional<ActiveConnection> active;
  // When systemd-networkd has a configuration for the link.
  std::optional<NetworkdLink> networkd;

  // "NetworkManager", "systemd-networkd" or "kernel".
  std::string_view managed_by() const;
  // By the name that people give it, its UUID or its link.
  bool is_called(std::string_view other) const;
};

struct Tunnels {
  std::vector<Tunnel> entries;
  // Whether they are on the bus.
  bool network_manager = false;
  bool networkd = false;
};

// Also when neither is on the bus: the kernel's links are there all the same.
absl::StatusOr<Tunnels> read_tunnels(const HandlerEnvironment& environment, const ExecutionContext& context);

// By the kind that its driver has; not the devices that a driver makes by itself and that nobody took up
// ("sit0", "gre0").
bool is_tunnel(const platform::Link& link);

// Why a tunnel that NetworkManager has not stored is not taken up or down, and what does it.
absl::Status not_ours_to_switch(const Tunnel& tunnel, std::string_view action);

}  // namespace maxos::agents
