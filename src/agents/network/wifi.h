// Wi-Fi as whoever manages it on this machine offers it: NetworkManager or iwd.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"

namespace maxos::agents {

struct WifiNetwork {
  std::string path;
  std::string ssid;
  // Empty and 0 when the service does not tell, as iwd of a network that it is not connected to.
  std::string mac;
  std::uint64_t frequency_mhz = 0;
  std::uint64_t strength_percent = 0;
  bool secured = false;
};

// unavailable: switched off, or used as something else than a station.
enum class WifiState { unavailable, disconnected, connecting, connected, disconnecting };

struct WifiDevice {
  std::string path;
  std::string interface;
  WifiState state = WifiState::unavailable;
  // The one that it is connected to.
  std::optional<WifiNetwork> network;

  // Connected, or about to be.
  bool in_use() const { return state > WifiState::disconnected; }
};

// How to get to a network.
struct WifiWay {
  WifiDevice device;
  // What is stored for it, or, when nothing is, the open network itself.
  std::string path;
  bool stored = false;
};

// Calls of one request. Errors as for BusService::call; PermissionDenied says what must be allowed to whom.
class Wifi {
 public:
  virtual ~Wifi() = default;

  // Unavailable when it knows none.
  virtual absl::StatusOr<std::vector<WifiDevice>> devices() = 0;
  // The strongest one of each name, best first. `anew`: the air is searched first where the service does that
  // only when asked.
  virtual absl::StatusOr<std::vector<WifiNetwork>> networks(const WifiDevice& device, bool anew) = 0;
  // `devices`, `networks`: what the two have answered. NotFound: neither in range nor stored.
  // FailedPrecondition: it wants a password and none is stored; the message says how to store it.
  virtual absl::StatusOr<WifiWay> way_to(const std::string& ssid, const std::vector<WifiDevice>& devices,
                                         const std::vector<WifiNetwork>& networks) = 0;
  // Waits until it is so, at most 45 seconds, and says why it is not.
  virtual absl::Status connect(const WifiWay& way) = 0;
  virtual absl::Status disconnect(const WifiDevice& device) = 0;
};

// NetworkManager when it is on the bus, else iwd; Unavailable, which names the packages, when neither is.
absl::StatusOr<std::unique_ptr<Wifi>> find_wifi(const HandlerEnvironment& environment,
                                                const ExecutionContext& context);

// What both answer.
std::vector<WifiNetwork> strongest_of_each(std::vector<WifiNetwork> networks);
absl::Status no_wifi_device(const std::string& service);
absl::Status no_such_wifi(const std::string& ssid);
absl::Status wifi_wants_password(const std::string& ssid, const std::string& store_it);
absl::Status wifi_still_connecting();
// "HomeNet" in quotes, for people.
std::string shown_ssid(const std::string& ssid);

}  // namespace maxos::agents
