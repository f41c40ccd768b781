#include <algorithm>
#include <array>
#include <optional>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/links.h"
#include "agents/network/network_manager.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxNameBytes = 255;
constexpr std::uint64_t kVpnActivated = 2;

// A tunnel, whoever made it: a link of the kernel, a connection that NetworkManager has stored, or both.
struct Vpn {
  std::string name;
  // "wireguard", "tun", "vpn", …
  std::string kind;
  bool up = false;
  std::optional<Profile> profile;
  std::optional<ActiveConnection> active;
};

bool is_tunnel(const platform::Link& link) {
  constexpr std::array<std::string_view, 9> kKinds = {"wireguard", "tun",   "ovpn", "xfrm", "vti",
                                                      "vti6",      "ipsec", "l2tp", "ppp"};
  return std::find(kKinds.begin(), kKinds.end(), link.kind) != kKinds.end();
}

std::string json_of(const Vpn& vpn) {
  JsonObject json;
  json.text("name", display_name(vpn.name)).text("kind", display_name(vpn.kind)).flag("up", vpn.up);
  return json.text("managed_by", vpn.profile ? "NetworkManager" : "kernel").take();
}

std::string words(const std::vector<Vpn>& vpns) {
  if (vpns.empty()) return "This machine has no VPN or WireGuard link.";
  std::string text;
  for (const Vpn& vpn : vpns) {
    if (text.size() > 300) return text + "; and more.";
    text.append(text.empty() ? "" : "; ")
        .append(display_name(vpn.name))
        .append(" (")
        .append(display_name(vpn.kind));
    text.append(vpn.up ? ") is up" : ") is down");
  }
  return text + ".";
}

class VpnHandler : public Handler {
 public:
  explicit VpnHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_vpn(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("action", "status");
    const std::string_view action = text_slot(plan.slots, "action");
    const std::string name(text_slot(plan.slots, "name"));
    if (name.size() > kMaxNameBytes)
      return base::invalid_argument("The name is longer than 255 bytes, which no VPN's name is.");
    if (action == "status") return plan;
    if (name.empty()) return missing_slot(declaration(), *find_slot(declaration(), "name"));
    const auto vpn = find_managed(name, context);
    if (!vpn.ok()) return vpn.status();
    plan.targets = {display_name(vpn->name)};
    plan.preview = action == "up" ? "Would bring up the VPN " + display_name(vpn->name) + " (" +
                                        display_name(vpn->kind) + ")."
                                  : "Would take down the VPN " + display_name(vpn->name) +
                                        ". Who reaches this machine over it loses the connection.";
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string action(text_slot(plan.slots, "action"));
    const std::string name(text_slot(plan.slots, "name"));
    if (action == "status") return status(name, context);
    const auto vpn = find_managed(name, context);
    if (!vpn.ok()) return vpn.status();
    const NetworkManager manager(environment_, context);
    if (action == "up" && !vpn->up) MAXOS_RETURN_IF_ERROR(manager.connect(vpn->profile->path, ""));
    if (action == "down" && vpn->active) MAXOS_RETURN_IF_ERROR(manager.disconnect(*vpn->active));
    Outcome outcome;
    outcome.message = "The VPN " + display_name(vpn->name) + (action == "up" ? " is up." : " is down.");
    outcome.values = {
        {"action", action}, {"name", display_name(vpn->name)}, {"up", action == "up" ? "true" : "false"}};
    return outcome;
  }

 private:
  absl::StatusOr<std::vector<Vpn>> look(const ExecutionContext& context, bool& managed) const {
    const auto links = platform::read_links([&context] { return context.check(); });
    if (!links.ok()) return links.status();
    std::vector<Vpn> vpns;
    for (const platform::Link& link : links->entries) {
      if (is_tunnel(link))
        vpns.push_back(
            {.name = link.name, .kind = link.kind, .up = carries(link), .profile = {}, .active = {}});
    }
    const NetworkManager manager(environment_, context);
    const absl::Status present = manager.present();
    managed = present.ok();
    if (present.code() == absl::StatusCode::kUnavailable) return vpns;
    if (!present.ok()) return present;
    const auto profiles = manager.profiles();
    if (!profiles.ok()) return profiles.status();
    const auto active = manager.active();
    if (!active.ok()) return active.status();
    for (const Profile& profile : *profiles) {
      if (!profile.is_vpn()) continue;
      // Its link is no second VPN.
      std::erase_if(vpns,
                    [&profile](const Vpn& each) { return !each.profile && each.name == profile.interface; });
      Vpn vpn{.name = profile.id, .kind = profile.type, .up = false, .profile = profile, .active = {}};
      for (const ActiveConnection& each : *active) {
        if (each.profile != profile.path) continue;
        vpn.active = each;
        vpn.up = each.state == kVpnActivated;
      }
      vpns.push_back(std::move(vpn));
    }
    return vpns;
  }

  // One that can be brought up and taken down.
  absl::StatusOr<Vpn> find_managed(const std::string& name, const ExecutionContext& context) const {
    bool managed = false;
    const auto vpns = look(context, managed);
    if (!vpns.ok()) return vpns.status();
    std::string names;
    for (const Vpn& vpn : *vpns) {
      const bool meant =
          vpn.name == name || (vpn.profile && (vpn.profile->uuid == name || vpn.profile->interface == name));
      if (meant && vpn.profile) return vpn;
      if (vpn.profile) names.append(names.empty() ? "" : ", ").append(display_name(vpn.name));
    }
    if (!managed) {
      return base::unavailable(
          "NetworkManager is not on the bus, and without it a VPN is brought up and down by the unit that it "
          "belongs to: for "
          "wg-quick \"start wg-quick@wg0.service\". The package network-manager would provide it.");
    }
    return base::not_found("NetworkManager has no VPN " + display_name(name) + ". " +
                           (names.empty() ? "It has none at all." : "It has: " + names + "."));
  }

  absl::StatusOr<Outcome> status(const std::string& name, const ExecutionContext& context) const {
    bool managed = false;
    auto vpns = look(context, managed);
    if (!vpns.ok()) return vpns.status();
    if (!name.empty()) {
      std::erase_if(*vpns, [&name](const Vpn& vpn) {
        return vpn.name != name &&
               !(vpn.profile && (vpn.profile->uuid == name || vpn.profile->interface == name));
      });
      if (vpns->empty())
        return base::not_found("There is no VPN " + display_name(name) + " on this machine.");
    }
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    for (const Vpn& vpn : *vpns) shown += list.add(json_of(vpn)) ? 1 : 0;
    Outcome outcome;
    outcome.message = words(*vpns);
    outcome.values = {{"vpns", list.take()},
                      {"total_count", std::to_string(vpns->size())},
                      {"shown_count", std::to_string(shown)},
                      {"network_manager", managed ? "true" : "false"}};
    return outcome;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_vpn(const HandlerEnvironment& environment) {
  return std::make_unique<VpnHandler>(environment);
}

}  // namespace maxos::agents
