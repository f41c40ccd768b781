#include "agents/network/tunnels.h"

#include <algorithm>
#include <array>

#include "agents/json.h"
#include "agents/network/links.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

constexpr std::uint64_t kVpnActivated = 2;

template <std::size_t Count>
bool is_among(std::string_view word, const std::array<std::string_view, Count>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

absl::Status add_profiles(const NetworkManager& manager, std::vector<Tunnel>& tunnels) {
  const auto profiles = manager.profiles();
  if (!profiles.ok()) return profiles.status();
  const auto active = manager.active();
  if (!active.ok()) return active.status();
  for (const Profile& profile : *profiles) {
    if (!profile.is_vpn()) continue;
    // Its link is no second VPN.
    std::erase_if(tunnels,
                  [&profile](const Tunnel& each) { return !each.profile && each.name == profile.interface; });
    Tunnel tunnel{.name = profile.id,
                  .kind = profile.type,
                  .up = false,
                  .profile = profile,
                  .active = {},
                  .networkd = {}};
    for (const ActiveConnection& each : *active) {
      if (each.profile != profile.path) continue;
      tunnel.active = each;
      tunnel.up = each.state == kVpnActivated;
    }
    tunnels.push_back(std::move(tunnel));
  }
  return absl::OkStatus();
}

}  // namespace

std::string_view Tunnel::managed_by() const {
  if (profile) return "NetworkManager";
  return networkd ? "systemd-networkd" : "kernel";
}

bool Tunnel::is_called(std::string_view other) const {
  return name == other || (profile && (profile->uuid == other || profile->interface == other));
}

bool is_tunnel(const platform::Link& link) {
  // As ip-link(8) has them.
  constexpr std::array<std::string_view, 19> kKinds = {
      "wireguard", "tun",       "ovpn",   "xfrm",      "vti",      "vti6", "ipsec",
      "l2tp",      "ppp",       "ipip",   "sit",       "ip6tnl",   "gre",  "ip6gre",
      "gretap",    "ip6gretap", "erspan", "ip6erspan", "amneziawg"};
  constexpr std::array<std::string_view, 9> kOfDrivers = {
      "tunl0", "sit0", "ip6tnl0", "gre0", "gretap0", "erspan0", "ip6gre0", "ip_vti0", "ip6_vti0"};
  return is_among(link.kind, kKinds) && (carries(link) || !is_among(link.name, kOfDrivers));
}

absl::StatusOr<Tunnels> read_tunnels(const HandlerEnvironment& environment, const ExecutionContext& context) {
  const auto links = platform::read_links([&context] { return context.check(); });
  if (!links.ok()) return links.status();
  Tunnels tunnels;
  std::vector<std::string> names;
  for (const platform::Link& link : links->entries) {
    if (!is_tunnel(link)) continue;
    names.push_back(link.name);
    tunnels.entries.push_back({.name = link.name,
                               .kind = link.kind,
                               .up = carries(link),
                               .profile = {},
                               .active = {},
                               .networkd = {}});
  }
  const auto managed = Networkd(environment, context).links(names);
  if (!managed.ok() && managed.status().code() != absl::StatusCode::kUnavailable) return managed.status();
  tunnels.networkd = managed.ok();
  for (Tunnel& tunnel : tunnels.entries) {
    if (!managed.ok()) continue;
    const auto found = managed->find(tunnel.name);
    if (found != managed->end() && found->second.managed()) tunnel.networkd = found->second;
  }
  const NetworkManager manager(environment, context);
  const absl::Status present = manager.present();
  tunnels.network_manager = present.ok();
  if (present.code() == absl::StatusCode::kUnavailable) return tunnels;
  MAXOS_RETURN_IF_ERROR(present);
  MAXOS_RETURN_IF_ERROR(add_profiles(manager, tunnels.entries));
  return tunnels;
}

absl::Status not_ours_to_switch(const Tunnel& tunnel, std::string_view action) {
  const std::string name = display_name(tunnel.name);
  std::string text =
      "The link " + name + " (" + display_name(tunnel.kind) + ") is " + (tunnel.up ? "up" : "down");
  if (tunnel.networkd) {
    text.append(
        " and systemd-networkd's, which lets nobody take a link up or down over D-Bus. On the machine: "
        "\"sudo "
        "networkctl ");
  } else {
    text.append(
        " and managed by nobody whom this service may ask: it has no right to change links itself. If a unit "
        "made it, ask for that one, for wg-quick \"");
    text.append(action == "up" ? "start" : "stop").append(" wg-quick@").append(name).append(".service\"");
    text.append("; else on the machine: \"sudo ip link set ");
    return base::unavailable(text + name + " " + std::string(action) + "\".");
  }
  return base::unavailable(text + std::string(action) + " " + name + "\".");
}

}  // namespace maxos::agents
