#include <algorithm>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/tunnels.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxNameBytes = 255;

std::string json_of(const Tunnel& tunnel) {
  JsonObject json;
  json.text("name", display_name(tunnel.name)).text("kind", display_name(tunnel.kind)).flag("up", tunnel.up);
  json.text("managed_by", tunnel.managed_by());
  if (tunnel.networkd) {
    json.text("setup_state", tunnel.networkd->administrative_state)
        .text("operational_state", tunnel.networkd->operational_state);
  }
  return json.take();
}

std::string words(const std::vector<Tunnel>& vpns) {
  if (vpns.empty()) return "This machine has no VPN or WireGuard link.";
  std::string text;
  for (const Tunnel& vpn : vpns) {
    if (text.size() > 300) return text + "; and more.";
    text.append(text.empty() ? "" : "; ")
        .append(display_name(vpn.name))
        .append(" (")
        .append(display_name(vpn.kind));
    text.append(vpn.up ? ") is up" : ") is down");
    if (vpn.networkd && vpn.networkd->administrative_state == "failed")
      text.append(", and systemd-networkd could not configure it");
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
    const auto vpn = find_managed(name, action, context);
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
    const auto vpn = find_managed(name, action, context);
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
  // One that can be brought up and taken down.
  absl::StatusOr<Tunnel> find_managed(const std::string& name, std::string_view action,
                                      const ExecutionContext& context) const {
    const auto tunnels = read_tunnels(environment_, context);
    if (!tunnels.ok()) return tunnels.status();
    std::string names;
    for (const Tunnel& tunnel : tunnels->entries) {
      if (tunnel.is_called(name)) {
        if (tunnel.profile) return tunnel;
        return not_ours_to_switch(tunnel, action);
      }
      if (tunnel.profile) names.append(names.empty() ? "" : ", ").append(display_name(tunnel.name));
    }
    if (!tunnels->network_manager) {
      return base::unavailable("There is no link " + display_name(name) +
                               ", and NetworkManager is not on the bus: without it a VPN is brought up and "
                               "down by the unit that it "
                               "belongs to, for wg-quick \"start wg-quick@wg0.service\". The package "
                               "network-manager would provide "
                               "it.");
    }
    return base::not_found("NetworkManager has no VPN " + display_name(name) + ". " +
                           (names.empty() ? "It has none at all." : "It has: " + names + "."));
  }

  absl::StatusOr<Outcome> status(const std::string& name, const ExecutionContext& context) const {
    auto tunnels = read_tunnels(environment_, context);
    if (!tunnels.ok()) return tunnels.status();
    if (!name.empty()) {
      std::erase_if(tunnels->entries, [&name](const Tunnel& tunnel) { return !tunnel.is_called(name); });
      if (tunnels->entries.empty())
        return base::not_found("There is no VPN " + display_name(name) + " on this machine.");
    }
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    for (const Tunnel& tunnel : tunnels->entries) shown += list.add(json_of(tunnel)) ? 1 : 0;
    Outcome outcome;
    outcome.message = words(tunnels->entries);
    outcome.values = {{"vpns", list.take()},
                      {"total_count", std::to_string(tunnels->entries.size())},
                      {"shown_count", std::to_string(shown)},
                      {"network_manager", tunnels->network_manager ? "true" : "false"},
                      {"networkd", tunnels->networkd ? "true" : "false"}};
    return outcome;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_vpn(const HandlerEnvironment& environment) {
  return std::make_unique<VpnHandler>(environment);
}

}  // namespace maxos::agents
