#include "agents/system/unit_guard.h"

#include <algorithm>
#include <array>

#include "base/status.h"
#include "base/unit_glob.h"

namespace maxos::agents {
namespace {

struct Protected {
  std::string_view glob;
  std::string_view breaks;
};
constexpr std::array kProtected = {
    Protected{"maxos-*", "this service could not be asked any more, and could not bring itself back"},
    Protected{"redis-server@maxos.service", "this service would forget its conversations"},
    Protected{"dbus.*",
              "every service that talks over D-Bus would lose its connection, logins and systemctl among "
              "them; the machine may need a reboot"},
    Protected{"dbus-broker.*",
              "every service that talks over D-Bus would lose its connection; the machine may need "
              "a reboot"},
    Protected{"polkit.service", "nothing could be authorized, controlling units from here included"},
    Protected{"systemd-journald*", "what services log would be lost, and some of them would fail"},
    Protected{"systemd-logind*", "nobody could log in, and sessions would end"},
    Protected{"systemd-udevd*", "devices that are plugged in would not be set up"},
    Protected{"init.scope", "the machine would stop"},
    Protected{"-.*", "the whole file system hangs on it"},
    Protected{"user@*.service", "the sessions of that user would end"},
    Protected{"systemd-networkd.service", "the machine may lose its network"},
    Protected{"NetworkManager.service", "the machine may lose its network"},
    Protected{"networking.service", "the machine may lose its network"}};

constexpr std::array<std::string_view, 3> kSsh = {"ssh.service", "ssh.socket", "dropbear.service"};

}  // namespace

absl::Status check_allowed(const UnitState& state, const config::System& config) {
  if (base::matches_any_unit_glob(config.allowed_units, state.row.id)) return absl::OkStatus();
  return base::denied(state.row.id +
                      " is not among the units that may be controlled from here. An administrator "
                      "allows it with: maxosctl units allow " +
                      state.row.id);
}

absl::StatusOr<std::string> what_would_break(const Systemd& systemd, const std::string& unit) {
  for (const Protected& known : kProtected) {
    if (base::matches_unit_glob(known.glob, unit)) return std::string(known.breaks);
  }
  if (std::find(kSsh.begin(), kSsh.end(), unit) == kSsh.end()) return std::string();
  const auto consoles = systemd.by_patterns(
      {"getty@*.service", "serial-getty@*.service", "console-getty.service", "display-manager.service"});
  if (!consoles.ok()) return consoles.status();
  const bool other_way = std::any_of(consoles->begin(), consoles->end(),
                                     [](const UnitRow& row) { return row.active == "active"; });
  if (other_way) return std::string();
  return "ssh is the only way into this machine: no console offers a login";
}

absl::Status check_possible(const UnitState& state, std::string_view action) {
  const UnitRow& row = state.row;
  const bool starts = action == "start" || action == "restart";
  if (row.load == "masked" && action != "stop")
    return base::failed_precondition(row.id + " is masked. Unmask it first, as root: systemctl unmask " +
                                     row.id);
  if (row.load != "loaded" && row.load != "masked") {
    return base::failed_precondition(row.id + " cannot be loaded (" + row.load +
                                     "). See, as root: systemctl status " + row.id);
  }
  if (starts && state.refuses_manual_start)
    return base::failed_precondition(row.id + " refuses to be started by hand (RefuseManualStart=).");
  if ((action == "stop" || action == "restart") && state.refuses_manual_stop)
    return base::failed_precondition(row.id + " refuses to be stopped by hand (RefuseManualStop=).");
  if (action == "reload" && !state.can_reload)
    return base::failed_precondition(row.id + " has nothing to reload. Restart it instead.");
  if (action == "reload" && row.active != "active")
    return base::failed_precondition(row.id +
                                     " does not run, so there is nothing to reload. Start it instead.");
  if (action == "enable" || action == "disable") {
    const std::string& kind = state.enablement;
    if (kind != "enabled" && kind != "disabled" && kind != "indirect" && kind != "linked") {
      return base::failed_precondition(row.id + " cannot be " + std::string(action) + "d: its unit file is " +
                                       (kind.empty() ? "not on disk" : kind) +
                                       ", without an [Install] section that says when to start it.");
    }
  }
  return absl::OkStatus();
}

}  // namespace maxos::agents
