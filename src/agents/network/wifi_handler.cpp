#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/wifi.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kNamedNetworks = 6;
constexpr std::size_t kMaxSsidBytes = 32;  // IEEE 802.11

std::string_view words_of(WifiState state) {
  switch (state) {
    case WifiState::unavailable:
      return "unavailable";
    case WifiState::disconnected:
      return "disconnected";
    case WifiState::connecting:
      return "connecting";
    case WifiState::connected:
      return "connected";
    case WifiState::disconnecting:
      return "disconnecting";
  }
  return "unavailable";
}

std::string json_of(const WifiNetwork& network) {
  JsonObject json;
  json.text("ssid", display_name(network.ssid));
  if (!network.mac.empty()) json.text("mac", network.mac);
  json.number("strength_percent", network.strength_percent);
  if (network.frequency_mhz != 0) json.number("frequency_mhz", network.frequency_mhz);
  return json.flag("secured", network.secured).take();
}

struct Known {
  std::unique_ptr<Wifi> wifi;
  std::vector<WifiDevice> devices;
  std::vector<WifiNetwork> networks;
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
    const auto known = look(action, context);
    if (!known.ok()) return known.status();
    if (action == "connect") {
      const auto way = known->wifi->way_to(ssid, known->devices, known->networks);
      if (!way.ok()) return way.status();
      plan.preview = "Would connect " + way->device.interface + " to the Wi-Fi " + shown_ssid(ssid) +
                     (way->stored ? ", with what is stored for it." : ", which is open to everybody.");
      plan.targets = {way->device.interface + " " + display_name(ssid)};
      return plan;
    }
    std::vector<std::string> names;
    for (const WifiDevice& device : known->devices)
      if (device.in_use()) names.push_back(device.interface);
    if (names.empty()) return base::failed_precondition("No Wi-Fi device is connected.");
    plan.preview = "Would disconnect the Wi-Fi of " + base::join(names, ", ") +
                   ". Who reaches this machine over it loses the connection.";
    plan.targets = names;
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string_view action = text_slot(plan.slots, "action");
    const std::string ssid(text_slot(plan.slots, "ssid"));
    const auto known = look(action, context);
    if (!known.ok()) return known.status();
    if (action == "status") return status(*known);
    if (action == "list") return list(known->networks);
    if (action == "connect") return connect(*known, ssid);
    Outcome outcome;
    for (const WifiDevice& device : known->devices) {
      if (!device.in_use()) continue;
      MAXOS_RETURN_IF_ERROR(known->wifi->disconnect(device));
      outcome.message.append(outcome.message.empty() ? "" : " ")
          .append(device.interface)
          .append(" is disconnected.");
    }
    if (outcome.message.empty()) outcome.message = "No Wi-Fi device was connected.";
    outcome.values = {{"action", "disconnect"}};
    return outcome;
  }

 private:
  absl::StatusOr<Known> look(std::string_view action, const ExecutionContext& context) const {
    auto wifi = find_wifi(environment_, context);
    if (!wifi.ok()) return wifi.status();
    Known known;
    known.wifi = *std::move(wifi);
    auto devices = known.wifi->devices();
    if (!devices.ok()) return devices.status();
    known.devices = *std::move(devices);
    if (action == "disconnect") return known;
    for (const WifiDevice& device : known.devices) {
      auto networks = known.wifi->networks(device, action == "list");
      if (!networks.ok()) return networks.status();
      for (WifiNetwork& each : *networks) known.networks.push_back(std::move(each));
    }
    return known;
  }

  static absl::StatusOr<Outcome> connect(const Known& known, const std::string& ssid) {
    const auto way = known.wifi->way_to(ssid, known.devices, known.networks);
    if (!way.ok()) return way.status();
    MAXOS_RETURN_IF_ERROR(known.wifi->connect(*way));
    Outcome outcome;
    outcome.message = way->device.interface + " is connected to " + shown_ssid(ssid) + ".";
    outcome.values = {
        {"action", "connect"}, {"interface", way->device.interface}, {"ssid", display_name(ssid)}};
    return outcome;
  }

  static absl::StatusOr<Outcome> status(const Known& known) {
    Outcome outcome;
    JsonList devices;
    for (const WifiDevice& device : known.devices) {
      JsonObject json;
      json.text("interface", device.interface).text("state", words_of(device.state));
      std::string text = device.interface + " is " + std::string(words_of(device.state));
      if (device.network) {
        json.raw("network", json_of(*device.network));
        text.append(" to ").append(shown_ssid(device.network->ssid));
        text.append(" (signal ").append(std::to_string(device.network->strength_percent)).append("%)");
      }
      devices.add(json.take());
      outcome.message.append(outcome.message.empty() ? "" : " ").append(text).append(".");
    }
    outcome.message.append(" ").append(base::counted(known.networks.size(), "network is", "networks are"));
    outcome.message.append(" in range.");
    outcome.values = {{"devices", devices.take()}, {"networks_count", std::to_string(known.networks.size())}};
    return outcome;
  }

  absl::StatusOr<Outcome> list(const std::vector<WifiNetwork>& networks) const {
    JsonList all(list_budget(environment_.config()->limits.answer_bytes));
    std::vector<std::string> names;
    std::uint64_t in_list = 0;
    for (const WifiNetwork& network : networks) {
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
