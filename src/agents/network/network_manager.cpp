#include "agents/network/network_manager.h"

#include <poll.h>

#include "agents/json.h"
#include "agents/system/bus_values.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using platform::BusPath;
using platform::BusSections;
using platform::BusValue;

constexpr const char* kName = "org.freedesktop.NetworkManager";
constexpr const char* kManagerPath = "/org/freedesktop/NetworkManager";
constexpr const char* kDevice = "org.freedesktop.NetworkManager.Device";
constexpr const char* kWireless = "org.freedesktop.NetworkManager.Device.Wireless";
constexpr const char* kAccessPoint = "org.freedesktop.NetworkManager.AccessPoint";
constexpr const char* kSettingsPath = "/org/freedesktop/NetworkManager/Settings";
constexpr const char* kSettings = "org.freedesktop.NetworkManager.Settings";
constexpr const char* kProfile = "org.freedesktop.NetworkManager.Settings.Connection";
constexpr const char* kActive = "org.freedesktop.NetworkManager.Connection.Active";
constexpr std::uint64_t kWifiType = 2;
constexpr std::uint64_t kActivated = 2;
constexpr std::uint64_t kDeactivated = 4;
constexpr std::size_t kMaxObjects = 200;
constexpr auto kManagerPatience = std::chrono::seconds(45);
constexpr int kPollMilliseconds = 250;

std::vector<std::string> texts(const BusValue& value) {
  std::vector<std::string> out;
  if (value.list() == nullptr) return out;
  for (const BusValue& each : *value.list())
    if (each.text() != nullptr && out.size() < kMaxObjects) out.push_back(*each.text());
  return out;
}

// An array of bytes, as SSIDs are.
std::string bytes(const BusValue* value) {
  std::string out;
  if (value == nullptr || value->list() == nullptr) return out;
  for (const BusValue& each : *value->list())
    if (each.number() != nullptr && out.size() < 32) out.push_back(static_cast<char>(*each.number()));
  return out;
}

// NMDeviceState.
WifiState wifi_state(std::uint64_t state) {
  constexpr std::uint64_t kDisconnected = 30;
  constexpr std::uint64_t kConnected = 100;
  if (state > kConnected) return WifiState::disconnecting;
  if (state == kConnected) return WifiState::connected;
  if (state > kDisconnected) return WifiState::connecting;
  return state == kDisconnected ? WifiState::disconnected : WifiState::unavailable;
}

// "/" is no object.
std::string object(const std::string& path) {
  return path == "/" ? "" : path;
}

absl::Status explained(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kPermissionDenied) return status;
  return base::denied(
      "NetworkManager does not let this service change connections: polkit's action "
      "org.freedesktop.NetworkManager.network-control must be allowed to the account maxos-system. The "
      "package does that "
      "in /usr/share/polkit-1/rules.d/maxos-network.rules; a rule of this machine forbids it.");
}

}  // namespace

NetworkManager::NetworkManager(const HandlerEnvironment& environment, const ExecutionContext& context)
    : service_(environment, context, kName), context_(context) {}

absl::Status NetworkManager::present() const {
  const auto version = service_.property(kManagerPath, kName, "Version");
  if (version.ok()) return absl::OkStatus();
  if (version.status().code() != absl::StatusCode::kUnavailable) return version.status();
  return base::unavailable(
      "NetworkManager is not on the bus of this machine. The package network-manager provides it: \"sudo apt "
      "install "
      "network-manager\".");
}

absl::StatusOr<std::vector<WifiDevice>> NetworkManager::wifi_devices() const {
  const auto paths = service_.property(kManagerPath, kName, "Devices");
  if (!paths.ok()) return paths.status();
  std::vector<WifiDevice> devices;
  for (const std::string& path : texts(*paths)) {
    const auto value = service_.properties(path, kDevice);
    // One that went away in the meantime.
    if (!value.ok()) continue;
    const BusProperties all(*value);
    if (all.number("DeviceType") != kWifiType) continue;
    WifiDevice device{.path = path,
                      .interface = display_name(all.text("Interface")),
                      .state = wifi_state(all.number("State").value_or(0)),
                      .network = {}};
    const auto point = service_.property(path, kWireless, "ActiveAccessPoint");
    if (point.ok() && point->text() != nullptr && !object(*point->text()).empty()) {
      if (auto network = access_point(*point->text()); network.ok()) device.network = *std::move(network);
    }
    devices.push_back(std::move(device));
  }
  return devices;
}

absl::StatusOr<WifiNetwork> NetworkManager::access_point(const std::string& path) const {
  const auto value = service_.properties(path, kAccessPoint);
  if (!value.ok()) return value.status();
  const BusProperties all(*value);
  return WifiNetwork{.path = path,
                     .ssid = bytes(all.find("Ssid")),
                     .mac = display_name(all.text("HwAddress")),
                     .frequency_mhz = all.number("Frequency").value_or(0),
                     .strength_percent = all.number("Strength").value_or(0),
                     .secured = (all.number("Flags").value_or(0) & 1) != 0 ||
                                all.number("WpaFlags").value_or(0) != 0 ||
                                all.number("RsnFlags").value_or(0) != 0};
}

absl::StatusOr<std::vector<WifiNetwork>> NetworkManager::access_points(const WifiDevice& device) const {
  const auto paths = service_.property(device.path, kWireless, "AccessPoints");
  if (!paths.ok()) return paths.status();
  std::vector<WifiNetwork> points;
  for (const std::string& path : texts(*paths)) {
    auto point = access_point(path);
    // Out of range by now.
    if (point.ok()) points.push_back(*std::move(point));
  }
  return points;
}

absl::StatusOr<std::vector<Profile>> NetworkManager::profiles() const {
  const auto paths = service_.call(kSettingsPath, kSettings, "ListConnections");
  if (!paths.ok()) return paths.status();
  std::vector<Profile> profiles;
  if (paths->empty()) return profiles;
  for (const std::string& path : texts(paths->front())) {
    const auto settings = service_.call(path, kProfile, "GetSettings");
    if (!settings.ok() || settings->empty()) continue;
    const BusProperties sections(settings->front());
    const BusValue* connection = sections.find("connection");
    if (connection == nullptr) continue;
    const BusProperties all(*connection);
    Profile profile{.path = path,
                    .id = all.text("id"),
                    .uuid = all.text("uuid"),
                    .type = all.text("type"),
                    .interface = all.text("interface-name"),
                    .ssid = {}};
    if (const BusValue* wireless = sections.find("802-11-wireless"))
      profile.ssid = bytes(BusProperties(*wireless).find("ssid"));
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

absl::StatusOr<std::vector<ActiveConnection>> NetworkManager::active() const {
  const auto paths = service_.property(kManagerPath, kName, "ActiveConnections");
  if (!paths.ok()) return paths.status();
  std::vector<ActiveConnection> connections;
  for (const std::string& path : texts(*paths)) {
    const auto value = service_.properties(path, kActive);
    if (!value.ok()) continue;
    const BusProperties all(*value);
    connections.push_back(
        {.path = path, .profile = object(all.text("Connection")), .state = all.number("State").value_or(0)});
  }
  return connections;
}

absl::Status NetworkManager::connect(const std::string& profile, const std::string& device) const {
  const auto made = service_.call(kManagerPath, kName, "ActivateConnection",
                                  {BusPath{profile}, BusPath{device.empty() ? "/" : device}, BusPath{"/"}},
                                  std::chrono::seconds(25));
  if (!made.ok()) return explained(made.status());
  return made->empty() || made->front().text() == nullptr ? absl::OkStatus()
                                                          : wait_until_active(*made->front().text());
}

absl::Status NetworkManager::connect_open(const std::string& access_point, const std::string& device) const {
  const auto made =
      service_.call(kManagerPath, kName, "AddAndActivateConnection",
                    {BusSections{}, BusPath{device}, BusPath{access_point}}, std::chrono::seconds(25));
  if (!made.ok()) return explained(made.status());
  return made->size() < 2 || made->at(1).text() == nullptr ? absl::OkStatus()
                                                           : wait_until_active(*made->at(1).text());
}

absl::Status NetworkManager::disconnect(const WifiDevice& device) const {
  return explained(service_.call(device.path, kDevice, "Disconnect", {}, std::chrono::seconds(25)).status());
}

absl::Status NetworkManager::disconnect(const ActiveConnection& connection) const {
  return explained(service_
                       .call(kManagerPath, kName, "DeactivateConnection", {BusPath{connection.path}},
                             std::chrono::seconds(25))
                       .status());
}

absl::Status NetworkManager::wait_until_active(const std::string& path) const {
  const auto until = std::chrono::steady_clock::now() + kManagerPatience;
  while (std::chrono::steady_clock::now() < until) {
    MAXOS_RETURN_IF_ERROR(context_.check());
    const auto state = service_.property(path, kActive, "State");
    // Its object goes with it.
    if (!state.ok() && state.status().code() != absl::StatusCode::kDeadlineExceeded)
      return base::failed_precondition(
          "The connection could not be made; NetworkManager's journal says why.");
    if (state.ok() && state->number() != nullptr && *state->number() == kActivated) return absl::OkStatus();
    if (state.ok() && state->number() != nullptr && *state->number() >= kDeactivated)
      return base::failed_precondition(
          "The connection could not be made; NetworkManager's journal says why.");
    ::poll(nullptr, 0, kPollMilliseconds);
  }
  return base::deadline_exceeded("The connection is still being made after 45 seconds. Ask for its status.");
}

}  // namespace maxos::agents
