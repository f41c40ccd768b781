// NetworkManager over D-Bus (org.freedesktop.NetworkManager): Wi-Fi devices, networks in range, stored
// connections.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/network/bus_service.h"

namespace maxos::agents {

struct WifiDevice {
  std::string path;
  std::string interface;
  // NMDeviceState: 30 disconnected, 40 to 90 connecting, 100 connected; below 30 it cannot be used.
  std::uint64_t state = 0;
  // Empty when it is not connected.
  std::string access_point;
};

struct AccessPoint {
  std::string path;
  std::string ssid;
  std::string mac;
  std::uint64_t strength_percent = 0;
  std::uint64_t frequency_mhz = 0;
  bool secured = false;
};

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
  // The strongest one of each name, best first.
  absl::StatusOr<std::vector<AccessPoint>> networks(const WifiDevice& device) const;
  absl::StatusOr<AccessPoint> access_point(const std::string& path) const;
  absl::StatusOr<std::vector<Profile>> profiles() const;
  absl::StatusOr<std::vector<ActiveConnection>> active() const;

  // Both wait until it is so, at most 45 seconds, and say why it is not.
  absl::Status connect(const Profile& profile, const WifiDevice* device) const;
  absl::Status connect_open(const AccessPoint& network, const WifiDevice& device) const;
  absl::Status disconnect(const WifiDevice& device) const;
  absl::Status disconnect(const ActiveConnection& connection) const;

 private:
  absl::Status wait_until_active(const std::string& path) const;

  BusService service_;
  const ExecutionContext& context_;
};

}  // namespace maxos::agents
