#include "agents/network/wifi.h"

#include <algorithm>

#include "agents/json.h"
#include "agents/network/iwd.h"
#include "agents/network/network_manager_wifi.h"
#include "base/status.h"

namespace maxos::agents {

absl::StatusOr<std::unique_ptr<Wifi>> find_wifi(const HandlerEnvironment& environment,
                                                const ExecutionContext& context) {
  auto manager = NetworkManagerWifi::find(environment, context);
  if (manager.status().code() != absl::StatusCode::kUnavailable) return manager;
  auto iwd = Iwd::find(environment, context);
  if (iwd.status().code() != absl::StatusCode::kUnavailable) return iwd;
  return base::unavailable(
      "Neither NetworkManager nor iwd is on the bus of this machine. The package network-manager or iwd "
      "provides Wi-Fi: \"sudo apt install network-manager\", or \"sudo apt install iwd\" and \"sudo "
      "systemctl "
      "enable --now iwd\".");
}

std::vector<WifiNetwork> strongest_of_each(std::vector<WifiNetwork> networks) {
  std::stable_sort(networks.begin(), networks.end(), [](const WifiNetwork& a, const WifiNetwork& b) {
    return a.strength_percent > b.strength_percent;
  });
  std::vector<WifiNetwork> best;
  for (WifiNetwork& network : networks) {
    const bool known = std::any_of(best.begin(), best.end(),
                                   [&network](const WifiNetwork& each) { return each.ssid == network.ssid; });
    // One that hides its name has none to be asked for by.
    if (!known && !network.ssid.empty()) best.push_back(std::move(network));
  }
  return best;
}

absl::Status no_wifi_device(const std::string& service) {
  return base::unavailable("This machine has no Wi-Fi device that " + service + " knows.");
}

absl::Status no_such_wifi(const std::string& ssid) {
  return base::not_found("There is no Wi-Fi " + shown_ssid(ssid) +
                         " in range, and nothing is stored for it. Ask for the list of networks.");
}

absl::Status wifi_wants_password(const std::string& ssid, const std::string& store_it) {
  return base::failed_precondition(
      "The Wi-Fi " + shown_ssid(ssid) +
      " wants a password, and none is stored. Store it once on the machine: " + store_it + ".");
}

absl::Status wifi_still_connecting() {
  return base::deadline_exceeded("The connection is still being made after 45 seconds. Ask for its status.");
}

std::string shown_ssid(const std::string& ssid) {
  return "\"" + display_name(ssid) + "\"";
}

}  // namespace maxos::agents
