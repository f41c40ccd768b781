// NetworkManager over D-Bus (org.freedesktop.NetworkManager): Wi-Fi devices, networks in range, stored
// connections.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/network/bus_service.h"
#include "agents/network/wifi.h"

namespace maxos::agents {

// A connection that NetworkManager has stored.
struct Profile {
  std::string path;
  std::string id;
  std::string uuid;
  // "802-11-wireless", "vpn", "wireguard", …
  std::string type;
  std::string interface;
  // Of a Wi-Fi network.
  std::string ssid;

  bool is_vpn() const { return type == "vpn" || type == "wireguard" || type == "tun"; }
};

struct ActiveConnection {
  std::string path;
  std::string profile;
  // NMActiveConnectionState: 1 activating, 2 activated, 3 deactivating, 4 deactivated.
  std::uint64_t state = 0;
};

// Calls of one request. Errors as for BusService::call; PermissionDenied says what polkit wants.
class NetworkManager {
 public:
  NetworkManager(const HandlerEnvironment& environment, const ExecutionContext& context);

  // OK when it is on the bus, else Unavailable, which names the package.
  absl::Status present() const;
  absl::StatusOr<std::vector<WifiDevice>> wifi_devices() const;
  // Each access point in range by itself.
  absl::StatusOr<std::vector<WifiNetwork>> access_points(const WifiDevice& device) const;
  absl::StatusOr<std::vector<Profile>> profiles() const;
  absl::StatusOr<std::vector<ActiveConnection>> active() const;

  // Both wait until it is so, at most 45 seconds, and say why it is not. By their objects' paths; without a
  // `device` NetworkManager finds one.
  absl::Status connect(const std::string& profile, const std::string& device) const;
  absl::Status connect_open(const std::string& access_point, const std::string& device) const;
  absl::Status disconnect(const WifiDevice& device) const;
  absl::Status disconnect(const ActiveConnection& connection) const;

 private:
  absl::StatusOr<WifiNetwork> access_point(const std::string& path) const;
  absl::Status wait_until_active(const std::string& path) const;

  BusService service_;
  const ExecutionContext& context_;
};

}  // namespace maxos::agents
