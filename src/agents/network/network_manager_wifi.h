// Wi-Fi as NetworkManager offers it.
#pragma once

#include <memory>

#include "agents/network/network_manager.h"
#include "agents/network/wifi.h"

namespace maxos::agents {

class NetworkManagerWifi : public Wifi {
 public:
  // Unavailable when it is not on the bus.
  static absl::StatusOr<std::unique_ptr<Wifi>> find(const HandlerEnvironment& environment,
                                                    const ExecutionContext& context);

  explicit NetworkManagerWifi(NetworkManager manager) : manager_(std::move(manager)) {}

  absl::StatusOr<std::vector<WifiDevice>> devices() override;
  absl::StatusOr<std::vector<WifiNetwork>> networks(const WifiDevice& device, bool anew) override;
  absl::StatusOr<WifiWay> way_to(const std::string& ssid, const std::vector<WifiDevice>& devices,
                                 const std::vector<WifiNetwork>& networks) override;
  absl::Status connect(const WifiWay& way) override;
  absl::Status disconnect(const WifiDevice& device) override;

 private:
  NetworkManager manager_;
};

}  // namespace maxos::agents
