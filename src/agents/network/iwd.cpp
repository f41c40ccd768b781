#include "agents/network/iwd.h"

#include <algorithm>

#include "agents/json.h"
#include "agents/system/bus_values.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using platform::BusValue;

constexpr const char* kIwd = "net.connman.iwd";
constexpr const char* kIwdDevice = "net.connman.iwd.Device";
constexpr const char* kIwdStation = "net.connman.iwd.Station";
constexpr const char* kIwdDiagnostic = "net.connman.iwd.StationDiagnostic";
constexpr const char* kIwdNetwork = "net.connman.iwd.Network";
constexpr const char* kIwdKnown = "net.connman.iwd.KnownNetwork";
constexpr std::size_t kMaxIwdObjects = 1000;
// It answers when all channels were heard.
constexpr std::chrono::seconds kSearchPatience{15};
constexpr std::chrono::seconds kIwdConnectPatience{45};
constexpr std::chrono::seconds kIwdPatience{10};
constexpr const char* kStoreIt = "iwctl station DEVICE connect SSID, which asks for it (see iwd.network(5))";

absl::Status explained_iwd(const absl::Status& status) {
  if (status.code() != absl::StatusCode::kPermissionDenied) return status;
  return base::denied(
      "iwd does not talk to this service: D-Bus must let the account maxos-system call net.connman.iwd. The "
      "package does that in /usr/share/dbus-1/system.d/maxos-network.conf; a policy of this machine forbids "
      "it.");
}

WifiState state_of_station(std::string_view state) {
  // While it changes its access point it stays connected.
  if (state == "connected" || state == "roaming") return WifiState::connected;
  if (state == "connecting") return WifiState::connecting;
  return state == "disconnecting" ? WifiState::disconnecting : WifiState::disconnected;
}

// Object and hundredths of dBm, as GetOrderedNetworks has them.
std::vector<std::pair<std::string, std::int64_t>> ordered(const BusValue::List& values) {
  std::vector<std::pair<std::string, std::int64_t>> out;
  if (values.empty() || values.front().list() == nullptr) return out;
  for (const BusValue& row : *values.front().list()) {
    const BusValue::List* columns = row.list();
    if (columns == nullptr || columns->size() != 2 || columns->at(1).integer() == nullptr) continue;
    if (out.size() < kMaxIwdObjects) out.emplace_back(text_at(*columns, 0), *columns->at(1).integer());
  }
  return out;
}

}  // namespace

std::uint64_t percent_of_dbm(std::int64_t dbm) {
  return static_cast<std::uint64_t>(100 * (std::clamp<std::int64_t>(dbm, -100, -40) + 100) / 60);
}

absl::StatusOr<std::unique_ptr<Wifi>> Iwd::find(const HandlerEnvironment& environment,
                                                const ExecutionContext& context) {
  auto iwd = std::make_unique<Iwd>(BusService(environment, context, kIwd), context);
  if (absl::Status known = iwd->read(); !known.ok()) return explained_iwd(known);
  return iwd;
}

absl::Status Iwd::read() {
  const auto values = service_.call("/", "org.freedesktop.DBus.ObjectManager", "GetManagedObjects");
  if (!values.ok()) return values.status();
  objects_.clear();
  if (values->empty() || values->front().list() == nullptr)
    return base::internal("iwd answered with something else than its objects.");
  for (const BusValue& object : *values->front().list()) {
    const BusValue::List* pair = object.list();
    if (pair == nullptr || pair->size() != 2 || pair->at(1).list() == nullptr) continue;
    Interfaces& interfaces = objects_[text_at(*pair, 0)];
    for (const BusValue& entry : *pair->at(1).list()) {
      const BusValue::List* named = entry.list();
      if (named != nullptr && named->size() == 2) interfaces.emplace(text_at(*named, 0), named->at(1));
    }
  }
  return absl::OkStatus();
}

const BusValue* Iwd::find_interface(std::string_view path, std::string_view interface) const {
  const auto object = objects_.find(path);
  if (object == objects_.end()) return nullptr;
  const auto found = object->second.find(interface);
  return found == object->second.end() ? nullptr : &found->second;
}

std::optional<WifiNetwork> Iwd::network_at(const std::string& path) const {
  const BusValue* network = find_interface(path, kIwdNetwork);
  if (network == nullptr) return std::nullopt;
  const BusProperties all(*network);
  return WifiNetwork{.path = path,
                     .ssid = all.text("Name"),
                     .mac = {},
                     .frequency_mhz = 0,
                     .strength_percent = 0,
                     .secured = all.text("Type") != "open"};
}

absl::StatusOr<std::vector<WifiDevice>> Iwd::devices() {
  std::vector<WifiDevice> devices;
  for (const auto& [path, interfaces] : objects_) {
    const BusValue* value = find_interface(path, kIwdDevice);
    if (value == nullptr) continue;
    WifiDevice device{.path = path,
                      .interface = display_name(BusProperties(*value).text("Name")),
                      .state = WifiState::unavailable,
                      .network = {}};
    if (const BusValue* station = find_interface(path, kIwdStation)) {
      const BusProperties all(*station);
      device.state = state_of_station(all.text("State"));
      // Not there while it is not connected.
      const std::string network = all.text("ConnectedNetwork");
      if (!network.empty() && device.state == WifiState::connected)
        device.network = connected_network(path, network);
    }
    devices.push_back(std::move(device));
  }
  if (devices.empty()) return no_wifi_device("iwd");
  return devices;
}

WifiNetwork Iwd::connected_network(const std::string& station, const std::string& path) const {
  WifiNetwork network = network_at(path).value_or(WifiNetwork());
  const auto diagnostics = service_.call(station, kIwdDiagnostic, "GetDiagnostics");
  if (diagnostics.ok() && !diagnostics->empty()) {
    const BusProperties all(diagnostics->front());
    network.mac = display_name(all.text("ConnectedBss"));
    network.frequency_mhz = all.number("Frequency").value_or(0);
    if (const auto dbm = all.integer("RSSI")) {
      network.strength_percent = percent_of_dbm(*dbm);
      return network;
    }
  }
  // Some drivers do not tell of the connection itself.
  const auto values = service_.call(station, kIwdStation, "GetOrderedNetworks");
  if (!values.ok()) return network;
  for (const auto& [each, hundredths] : ordered(*values))
    if (each == path) network.strength_percent = percent_of_dbm(hundredths / 100);
  return network;
}

absl::Status Iwd::search(const WifiDevice& device) {
  // One that searches or connects already refuses, and a device that is off does too: what is known is told.
  const absl::Status searched = service_.call(device.path, kIwdStation, "Scan", {}, kSearchPatience).status();
  MAXOS_RETURN_IF_ERROR(context_.check());
  if (searched.code() == absl::StatusCode::kPermissionDenied) return explained_iwd(searched);
  return read();
}

absl::StatusOr<std::vector<WifiNetwork>> Iwd::networks(const WifiDevice& device, bool anew) {
  std::vector<WifiNetwork> networks;
  if (device.state == WifiState::unavailable) return networks;
  if (anew) MAXOS_RETURN_IF_ERROR(search(device));
  const auto values = service_.call(device.path, kIwdStation, "GetOrderedNetworks", {}, kIwdPatience);
  // Switched off in the meantime.
  if (values.status().code() == absl::StatusCode::kNotFound) return networks;
  if (!values.ok()) return explained_iwd(values.status());
  for (const auto& [path, hundredths] : ordered(*values)) {
    auto network = network_at(path);
    if (!network) continue;
    network->strength_percent = percent_of_dbm(hundredths / 100);
    networks.push_back(*std::move(network));
  }
  return strongest_of_each(std::move(networks));
}

std::optional<WifiWay> Iwd::known_or_open(const std::string& ssid, const std::vector<WifiDevice>& devices,
                                          bool& in_range) const {
  std::optional<WifiWay> open;
  for (const auto& [path, interfaces] : objects_) {
    const BusValue* value = find_interface(path, kIwdNetwork);
    if (value == nullptr) continue;
    const BusProperties all(*value);
    const std::string station = all.text("Device");
    const auto device = std::find_if(devices.begin(), devices.end(),
                                     [&station](const WifiDevice& each) { return each.path == station; });
    if (all.text("Name") != ssid || device == devices.end()) continue;
    in_range = true;
    // What is stored for it; not there when nothing is.
    if (!all.text("KnownNetwork").empty()) return WifiWay{.device = *device, .path = path, .stored = true};
    if (all.text("Type") == "open") open = WifiWay{.device = *device, .path = path, .stored = false};
  }
  return open;
}

absl::StatusOr<WifiWay> Iwd::way_to(const std::string& ssid, const std::vector<WifiDevice>& devices,
                                    const std::vector<WifiNetwork>&) {
  bool in_range = false;
  auto way = known_or_open(ssid, devices, in_range);
  // After a disconnection it searches no more by itself.
  for (const WifiDevice& device : devices) {
    if (in_range || device.state == WifiState::unavailable) continue;
    MAXOS_RETURN_IF_ERROR(search(device));
    way = known_or_open(ssid, devices, in_range);
  }
  if (way) return *std::move(way);
  if (in_range) return wifi_wants_password(ssid, kStoreIt);
  for (const auto& [path, interfaces] : objects_) {
    const BusValue* known = find_interface(path, kIwdKnown);
    if (known == nullptr || BusProperties(*known).text("Name") != ssid) continue;
    return base::not_found("The Wi-Fi " + shown_ssid(ssid) + " is stored, but not in range.");
  }
  return no_such_wifi(ssid);
}

absl::Status Iwd::connect(const WifiWay& way) {
  const absl::Status made = service_.call(way.path, kIwdNetwork, "Connect", {}, kIwdConnectPatience).status();
  switch (made.code()) {
    case absl::StatusCode::kFailedPrecondition: {
      // What it has stored is not enough: it wanted to ask.
      const auto network = network_at(way.path);
      return wifi_wants_password(network ? network->ssid : "", kStoreIt);
    }
    case absl::StatusCode::kDeadlineExceeded:
      MAXOS_RETURN_IF_ERROR(context_.check());
      return wifi_still_connecting();
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kNotFound:
      return base::failed_precondition("The connection could not be made (" +
                                       std::string(base::message_of(made)) + "); iwd's journal says why.");
    default:
      return explained_iwd(made);
  }
}

absl::Status Iwd::disconnect(const WifiDevice& device) {
  return explained_iwd(service_.call(device.path, kIwdStation, "Disconnect", {}, kIwdPatience).status());
}

}  // namespace maxos::agents
