// maxos-unit-file: enables or disables one unit at boot, as root, and nothing else. Started by systemd alone,
// as maxos-unit-enable@UNIT.service and maxos-unit-disable@UNIT.service. polkit has let the caller start that
// instance; whether the unit may be enabled is decided here all the same, by the configuration that root
// owns.
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <thread>

#include "base/status.h"
#include "base/unit_glob.h"
#include "config/checks.h"
#include "config/loader.h"
#include "platform/bus_waiter.h"

namespace maxos::unitfile {
namespace {

constexpr const char* kConfig = "/etc/maxos/maxos-grpc.toml";
constexpr std::chrono::seconds kTime{60};

absl::StatusOr<platform::BusValue::List> tell_systemd(platform::Bus& bus, platform::EventLoop& loop,
                                                      std::string member,
                                                      std::vector<platform::BusArgument> arguments) {
  return platform::call_and_wait(bus, loop,
                                 {.destination = "org.freedesktop.systemd1",
                                  .path = "/org/freedesktop/systemd1",
                                  .interface = "org.freedesktop.systemd1.Manager",
                                  .member = std::move(member),
                                  .arguments = std::move(arguments),
                                  .timeout = kTime},
                                 {std::chrono::steady_clock::now() + kTime, {}});
}

absl::Status allowed(const std::string& unit, const std::string& config_file) {
  if (const std::string wrong = config::check_unit_name(unit); !wrong.empty())
    return base::invalid_argument("the name of the unit " + wrong);
  const auto loaded = config::load(config_file);
  if (!loaded.ok()) return loaded.status();
  if (base::matches_any_unit_glob(loaded->config.system.allowed_units, unit)) return absl::OkStatus();
  return base::denied(unit + " is not in [system] allowed_units; allow it with: maxosctl units allow " +
                      unit);
}

absl::Status apply(platform::Bus& bus, platform::EventLoop& loop, std::string_view action,
                   const std::string& unit) {
  const std::vector<std::string> units = {unit};
  // For good, not for this boot alone; links of others are not replaced.
  const auto changed = action == "enable" ? tell_systemd(bus, loop, "EnableUnitFiles", {units, false, false})
                                          : tell_systemd(bus, loop, "DisableUnitFiles", {units, false});
  if (!changed.ok()) return changed.status();
  return tell_systemd(bus, loop, "Reload", {}).status();
}

int run(std::string_view action, const std::string& unit, const std::string& config_file) {
  absl::Status status = allowed(unit, config_file);
  if (status.ok()) {
    platform::EventLoop loop;
    platform::Bus bus(loop, {});
    std::jthread runs([&loop] { loop.run(); });
    status = apply(bus, loop, action, unit);
    loop.stop();
  }
  if (status.ok()) return 0;
  const std::string why(base::message_of(status));
  std::fprintf(stderr, "%s was not %sd: %s\n", unit.c_str(), std::string(action).c_str(), why.c_str());
  return 1;
}

}  // namespace
}  // namespace maxos::unitfile

int main(int argc, char** argv) {
  const std::string_view action = argc > 1 ? argv[1] : "";
  const bool good = (argc == 4 || argc == 5) && (action == "enable" || action == "disable") &&
                    std::string_view(argv[2]) == "--";
  if (!good) {
    std::fprintf(stderr, "usage: maxos-unit-file enable|disable -- UNIT [CONFIGURATION]\n");
    return 2;
  }
  return maxos::unitfile::run(action, argv[3], argc == 5 ? argv[4] : maxos::unitfile::kConfig);
}
