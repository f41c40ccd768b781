#include <algorithm>
#include <optional>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/network_manager.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kNamedNetworks = 6;
constexpr std::size_t kMaxSsidBytes = 32;  // IEEE 802.11
constexpr std::uint64_t kDisconnected = 30;
constexpr std::uint64_t kConnected = 100;

std::string_view device_state(std::uint64_t state) {
  if (state == kConnected) return "connected";
  if (state > kConnected) return "disconnecting";
  if (state > kDisconnected) return "connecting";
  return state == kDisconnected ? "disconnected" : "unavailable";
}

std::string json_of(const AccessPoint& network) {
  return JsonObject()
      .text("ssid", display_name(network.ssid))
      .text("mac", network.mac)
      .number("strength_percent", network.strength_percent)
      .number("frequency_mhz", network.frequency_mhz)
      .flag("secured", network.secured)
      .take();
}

std::string shown(const std::string& ssid) {
  return "\"" + display_name(ssid) + "\"";
}

struct Known {
  std::vector<WifiDevice> devices;
  std::vector<AccessPoint> networks;
};

class WifiHandler : public Handler {
 public:
  explicit WifiHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_wifi(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("action", "status");
    const std::string_view action = text_slot(plan.slots, "action");
    const std::string ssid(text_slot(plan.slots, "ssid"));
    if (ssid.size() > kMaxSsidBytes)
      return base::invalid_argument("The ssid is longer than 32 bytes, which no Wi-Fi network's name is.");
    if (action == "status" || action == "list") return plan;
    if (action == "connect" && ssid.empty())
      return missing_slot(declaration(), *find_slot(declaration(), "ssid"));
    const NetworkManager manager(environment_, context);
    const auto known = look(manager);
    if (!known.ok()) return known.status();
    if (action == "connect") {
      const auto way = find_way(manager, *known, ssid);
      if (!way.ok()) return way.status();
      plan.preview =
          "Would connect " + way->device.interface + " to the Wi-Fi " + shown(ssid) + way->how + ".";
      plan.targets = {way->device.interface + " " + display_name(ssid)};
      return plan;
    }
    std::vector<std::string> names;
    for (const WifiDevice& device : known->devices)
      if (device.state > kDisconnected) names.push_back(device.interface);
    if (names.empty()) return base::failed_precondition("No Wi-Fi device is connected.");
    plan.preview = "Would disconnect the Wi-Fi of " + base::join(names, ", ") +
                   ". Who reaches this machine over it loses the connection.";
    plan.targets = names;
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string_view action = text_slot(plan.slots, "action");
    const std::string ssid(text_slot(plan.slots, "ssid"));
    const NetworkManager manager(environment_, context);
    const auto known = look(manager);
    if (!known.ok()) return known.status();
    if (action == "status") return status(manager, *known);
    if (action == "list") return list(known->networks);
    if (action == "connect") return connect(manager, *known, ssid);
    Outcome outcome;
    for (const WifiDevice& device : known->devices) {
      if (device.state <= kDisconnected) continue;
      MAXOS_RETURN_IF_ERROR(manager.disconnect(device));
      outcome.message.append(outcome.message.empty() ? "" : " ")
          .append(device.interface)
          .append(" is disconnected.");
    }
    if (outcome.message.empty()) outcome.message = "No Wi-Fi device was connected.";
    outcome.values = {{"action", "disconnect"}};
    return outcome;
  }

 private:
  // How to get to a network.
  struct Way {
    WifiDevice device;
    std::optional<Profile> profile;
    std::optional<AccessPoint> open;
    std::string how;
  };

  static absl::StatusOr<Known> look(const NetworkManager& manager) {
    MAXOS_RETURN_IF_ERROR(manager.present());
    Known known;
    auto devices = manager.wifi_devices();
    if (!devices.ok()) return devices.status();
    if (devices->empty())
      return base::unavailable("This machine has no Wi-Fi device that NetworkManager knows.");
    known.devices = *std::move(devices);
    for (const WifiDevice& device : known.devices) {
      auto networks = manager.networks(device);
      if (!networks.ok()) return networks.status();
      for (AccessPoint& each : *networks) known.networks.push_back(std::move(each));
    }
    return known;
  }

  static absl::StatusOr<Way> find_way(const NetworkManager& manager, const Known& known,
                                      const std::string& ssid) {
    const auto profiles = manager.profiles();
    if (!profiles.ok()) return profiles.status();
    const auto network = std::find_if(known.networks.begin(), known.networks.end(),
                                      [&ssid](const AccessPoint& each) { return each.ssid == ssid; });
    for (const Profile& profile : *profiles) {
      if (profile.ssid == ssid)
        return Way{.device = known.devices.front(),
                   .profile = profile,
                   .open = {},
                   .how = ", with what is stored for it"};
    }
    if (network == known.networks.end()) {
      return base::not_found("There is no Wi-Fi " + shown(ssid) +
                             " in range, and nothing is stored for it. Ask for the list of networks.");
    }
    if (network->secured) {
      return base::failed_precondition(
          "The Wi-Fi " + shown(ssid) +
          " wants a password, and none is stored. Store it once on the machine: nmcli device "
          "wifi connect SSID --ask.");
    }
    return Way{.device = known.devices.front(),
               .profile = {},
               .open = *network,
               .how = ", which is open to everybody"};
  }

  static absl::StatusOr<Outcome> connect(const NetworkManager& manager, const Known& known,
                                         const std::string& ssid) {
    const auto way = find_way(manager, known, ssid);
    if (!way.ok()) return way.status();
    MAXOS_RETURN_IF_ERROR(way->profile ? manager.connect(*way->profile, &way->device)
                                       : manager.connect_open(*way->open, way->device));
    Outcome outcome;
    outcome.message = way->device.interface + " is connected to " + shown(ssid) + ".";
    outcome.values = {
        {"action", "connect"}, {"interface", way->device.interface}, {"ssid", display_name(ssid)}};
    return outcome;
  }

  static absl::StatusOr<Outcome> status(const NetworkManager& manager, const Known& known) {
    Outcome outcome;
    JsonList devices;
    for (const WifiDevice& device : known.devices) {
      JsonObject json;
      json.text("interface", device.interface).text("state", device_state(device.state));
      std::string text = device.interface + " is " + std::string(device_state(device.state));
      const auto point = device.access_point.empty() ? absl::StatusOr<AccessPoint>(base::not_found(""))
                                                     : manager.access_point(device.access_point);
      if (point.ok()) {
        json.raw("network", json_of(*point));
        text.append(" to ").append(shown(point->ssid));
        text.append(" (signal ").append(std::to_string(point->strength_percent)).append("%)");
      }
      devices.add(json.take());
      outcome.message.append(outcome.message.empty() ? "" : " ").append(text).append(".");
    }
    outcome.message.append(" ").append(base::counted(known.networks.size(), "network is", "networks are"));
    outcome.message.append(" in range.");
    outcome.values = {{"devices", devices.take()}, {"networks_count", std::to_string(known.networks.size())}};
    return outcome;
  }

  absl::StatusOr<Outcome> list(const std::vector<AccessPoint>& networks) const {
    JsonList all(list_budget(environment_.config()->limits.answer_bytes));
    std::vector<std::string> names;
    std::uint64_t in_list = 0;
    for (const AccessPoint& network : networks) {
      in_list += all.add(json_of(network)) ? 1 : 0;
      if (names.size() < kNamedNetworks)
        names.push_back(display_name(network.ssid) + " (" + std::to_string(network.strength_percent) + "%" +
                        (network.secured ? ")" : ", open)"));
    }
    Outcome outcome;
    outcome.message = networks.empty()
                          ? "No Wi-Fi network is in range."
                          : base::counted(networks.size(), "Wi-Fi network is", "Wi-Fi networks are") +
                                " in range: " + base::join(names, ", ");
    if (networks.size() > names.size())
      outcome.message.append(" and ").append(std::to_string(networks.size() - names.size())).append(" more");
    if (!networks.empty()) outcome.message.append(".");
    outcome.values = {{"networks", all.take()},
                      {"total_count", std::to_string(networks.size())},
                      {"shown_count", std::to_string(in_list)}};
    return outcome;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_wifi(const HandlerEnvironment& environment) {
  return std::make_unique<WifiHandler>(environment);
}

}  // namespace maxos::agents
