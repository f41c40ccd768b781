#include "agents/network/network_manager_wifi.h"

#include <algorithm>

namespace maxos::agents {

absl::StatusOr<std::unique_ptr<Wifi>> NetworkManagerWifi::find(const HandlerEnvironment& environment,
                                                               const ExecutionContext& context) {
  NetworkManager manager(environment, context);
  if (absl::Status present = manager.present(); !present.ok()) return present;
  return std::make_unique<NetworkManagerWifi>(std::move(manager));
}

absl::StatusOr<std::vector<WifiDevice>> NetworkManagerWifi::devices() {
  auto devices = manager_.wifi_devices();
  if (devices.ok() && devices->empty()) return no_wifi_device("NetworkManager");
  return devices;
}

absl::StatusOr<std::vector<WifiNetwork>> NetworkManagerWifi::networks(const WifiDevice& device, bool) {
  auto points = manager_.access_points(device);
  if (!points.ok()) return points.status();
  return strongest_of_each(*std::move(points));
}

absl::StatusOr<WifiWay> NetworkManagerWifi::way_to(const std::string& ssid,
                                                   const std::vector<WifiDevice>& devices,
                                                   const std::vector<WifiNetwork>& networks) {
  const auto profiles = manager_.profiles();
  if (!profiles.ok()) return profiles.status();
  for (const Profile& profile : *profiles) {
    if (profile.ssid == ssid) return WifiWay{.device = devices.front(), .path = profile.path, .stored = true};
  }
  const auto network = std::find_if(networks.begin(), networks.end(),
                                    [&ssid](const WifiNetwork& each) { return each.ssid == ssid; });
  if (network == networks.end()) return no_such_wifi(ssid);
  if (network->secured) return wifi_wants_password(ssid, "nmcli device wifi connect SSID --ask");
  return WifiWay{.device = devices.front(), .path = network->path, .stored = false};
}

absl::Status NetworkManagerWifi::connect(const WifiWay& way) {
  return way.stored ? manager_.connect(way.path, way.device.path)
                    : manager_.connect_open(way.path, way.device.path);
}

absl::Status NetworkManagerWifi::disconnect(const WifiDevice& device) {
  return manager_.disconnect(device);
}

}  // namespace maxos::agents
