// Wi-Fi as iwd offers it over D-Bus: net.connman.iwd, version 2 (its doc/*-api.txt).
#pragma once

#include <map>
#include <memory>

#include "agents/network/bus_service.h"
#include "agents/network/wifi.h"

namespace maxos::agents {

// No agent is registered: what wants a password is connected to only when iwd has it stored.
class Iwd : public Wifi {
 public:
  // Unavailable when it is not on the bus.
  static absl::StatusOr<std::unique_ptr<Wifi>> find(const HandlerEnvironment& environment,
                                                    const ExecutionContext& context);

  explicit Iwd(BusService service, const ExecutionContext& context)
      : service_(std::move(service)), context_(context) {}

  absl::StatusOr<std::vector<WifiDevice>> devices() override;
  absl::StatusOr<std::vector<WifiNetwork>> networks(const WifiDevice& device, bool anew) override;
  absl::StatusOr<WifiWay> way_to(const std::string& ssid, const std::vector<WifiDevice>& devices,
                                 const std::vector<WifiNetwork>& networks) override;
  absl::Status connect(const WifiWay& way) override;
  absl::Status disconnect(const WifiDevice& device) override;

 private:
  // What iwd has, as of the last read(): properties by interface, by object. There are devices whether they
  // are on or not, stations of those that are, and networks in range.
  using Interfaces = std::map<std::string, platform::BusValue, std::less<>>;

  absl::Status read();
  // nullptr when the object has no such interface.
  const platform::BusValue* find_interface(std::string_view path, std::string_view interface) const;
  // Nothing when the object is no network.
  std::optional<WifiNetwork> network_at(const std::string& path) const;
  WifiNetwork connected_network(const std::string& station, const std::string& path) const;
  absl::Status search(const WifiDevice& device);
  std::optional<WifiWay> known_or_open(const std::string& ssid, const std::vector<WifiDevice>& devices,
                                       bool& in_range) const;

  BusService service_;
  const ExecutionContext& context_;
  std::map<std::string, Interfaces, std::less<>> objects_;
};

// Percent of a signal in dBm, as NetworkManager has it of iwd's: all at -40, none at -100.
std::uint64_t percent_of_dbm(std::int64_t dbm);

}  // namespace maxos::agents
