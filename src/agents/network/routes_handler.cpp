#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/links.h"
#include "agents/slots.h"
#include "base/text.h"
#include "platform/rtnetlink.h"

namespace maxos::agents {
namespace {

using platform::Neighbour;
using platform::NextHop;
using platform::Route;

// As /etc/iproute2/rt_protos has them.
std::string protocol_name(std::uint8_t protocol) {
  constexpr std::array<std::pair<std::uint8_t, std::string_view>, 9> kNames = {{{RTPROT_REDIRECT, "redirect"},
                                                                                {RTPROT_KERNEL, "kernel"},
                                                                                {RTPROT_BOOT, "boot"},
                                                                                {RTPROT_STATIC, "static"},
                                                                                {RTPROT_RA, "ra"},
                                                                                {RTPROT_DHCP, "dhcp"},
                                                                                {RTPROT_BIRD, "bird"},
                                                                                {RTPROT_ZEBRA, "zebra"},
                                                                                {RTPROT_BGP, "bgp"}}};
  for (const auto& [number, name] : kNames)
    if (number == protocol) return std::string(name);
  return std::to_string(protocol);
}

std::string type_name(std::uint8_t type) {
  switch (type) {
    case RTN_UNICAST:
      return "unicast";
    case RTN_LOCAL:
      return "local";
    case RTN_BROADCAST:
      return "broadcast";
    case RTN_ANYCAST:
      return "anycast";
    case RTN_MULTICAST:
      return "multicast";
    case RTN_BLACKHOLE:
      return "blackhole";
    case RTN_UNREACHABLE:
      return "unreachable";
    case RTN_PROHIBIT:
      return "prohibit";
    case RTN_THROW:
      return "throw";
    default:
      return std::to_string(type);
  }
}

std::string neighbour_state(std::uint16_t state) {
  constexpr std::array<std::pair<std::uint16_t, std::string_view>, 7> kNames = {
      {{NUD_INCOMPLETE, "incomplete"},
       {NUD_REACHABLE, "reachable"},
       {NUD_STALE, "stale"},
       {NUD_DELAY, "delay"},
       {NUD_PROBE, "probe"},
       {NUD_FAILED, "failed"},
       {NUD_PERMANENT, "permanent"}}};
  for (const auto& [bit, name] : kNames)
    if ((state & bit) != 0) return std::string(name);
  return std::to_string(state);
}

std::string_view family_name(int family) {
  return family == AF_INET6 ? "ipv6" : "ipv4";
}

bool is_default(const Route& route) {
  return route.destination.empty() && route.type == RTN_UNICAST;
}

std::string destination_of(const Route& route) {
  return route.destination.empty() ? "default" : prefix_text(route.destination, route.prefix_length);
}

std::string json_of(const Route& route, const LinkNames& names) {
  JsonObject json;
  json.text("destination", destination_of(route)).text("family", family_name(route.family));
  if (route.next_hops.size() == 1) {
    const NextHop& hop = route.next_hops.front();
    if (!hop.gateway.empty()) json.text("gateway", hop.gateway);
    if (hop.link != 0) json.text("interface", names(hop.link));
  } else if (route.next_hops.size() > 1) {
    JsonList hops;
    for (const NextHop& hop : route.next_hops)
      hops.add(JsonObject().text("gateway", hop.gateway).text("interface", names(hop.link)).take());
    json.raw("next_hops", hops.take());
  }
  if (!route.source.empty()) json.text("source", route.source);
  return json.number("metric", route.metric)
      .text("protocol", protocol_name(route.protocol))
      .text("scope", scope_name(route.scope))
      .text("type", type_name(route.type))
      .flag("link_down", (route.flags & RTNH_F_LINKDOWN) != 0)
      .take();
}

std::string json_of(const Neighbour& neighbour, const LinkNames& names) {
  JsonObject json;
  json.text("address", neighbour.address)
      .text("family", family_name(neighbour.family))
      .text("interface", names(neighbour.link));
  if (!neighbour.mac.empty()) json.text("mac", neighbour.mac);
  return json.text("state", neighbour_state(neighbour.state)).take();
}

// The default route that is taken: the one with the smallest metric.
const Route* default_route(const std::vector<Route>& routes, int family) {
  const Route* best = nullptr;
  for (const Route& route : routes) {
    if (route.family != family || !is_default(route) || route.next_hops.empty()) continue;
    if (best == nullptr || route.metric < best->metric) best = &route;
  }
  return best;
}

class RoutesHandler : public Handler {
 public:
  explicit RoutesHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_routes(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan&, const ExecutionContext& context) override {
    const auto check = [&context] { return context.check(); };
    const auto links = platform::read_links(check);
    if (!links.ok()) return links.status();
    const auto routes = platform::read_routes(check);
    if (!routes.ok()) return routes.status();
    const auto neighbours = platform::read_neighbours(check);
    if (!neighbours.ok()) return neighbours.status();
    const LinkNames names(links->entries);

    // Two lists share the answer.
    const std::size_t budget = list_budget(environment_.config()->limits.answer_bytes) / 2;
    JsonList route_list(budget), neighbour_list(budget);
    std::uint64_t shown = 0, neighbours_shown = 0;
    for (const Route& route : routes->entries) shown += route_list.add(json_of(route, names)) ? 1 : 0;
    for (const Neighbour& each : neighbours->entries)
      neighbours_shown += neighbour_list.add(json_of(each, names)) ? 1 : 0;

    Outcome outcome;
    outcome.values = {{"routes", route_list.take()},
                      {"total_count", std::to_string(routes->total)},
                      {"shown_count", std::to_string(shown)},
                      {"neighbours", neighbour_list.take()},
                      {"neighbours_count", std::to_string(neighbours->total)}};
    if (shown < routes->total || neighbours_shown < neighbours->total)
      outcome.values.emplace_back("truncated", "true");
    std::string text = gateway(routes->entries, AF_INET, names, outcome);
    text.append(gateway(routes->entries, AF_INET6, names, outcome));
    if (text.empty()) text = "There is no default gateway. ";
    text.append("The main table has ").append(base::counted(routes->total, "route", "routes"));
    text.append(", and ").append(base::counted(neighbours->total, "neighbour is", "neighbours are"));
    text.append(" known.");
    outcome.message = std::move(text);
    return outcome;
  }

 private:
  // Puts the default gateway of the family into the payload and tells it; empty when there is none.
  static std::string gateway(const std::vector<Route>& routes, int family, const LinkNames& names,
                             Outcome& outcome) {
    const Route* route = default_route(routes, family);
    if (route == nullptr) return "";
    const NextHop& hop = route->next_hops.front();
    const std::string suffix(family_name(family));
    if (!hop.gateway.empty()) outcome.values.emplace_back("default_gateway_" + suffix, hop.gateway);
    outcome.values.emplace_back("default_interface_" + suffix, names(hop.link));
    outcome.values.emplace_back("default_metric_" + suffix, std::to_string(route->metric));
    std::string text = family == AF_INET ? "The default gateway is " : "The default gateway for IPv6 is ";
    text.append(hop.gateway.empty() ? "the link itself" : hop.gateway)
        .append(", over ")
        .append(names(hop.link));
    if (route->next_hops.size() > 1)
      text.append(" (one of ").append(std::to_string(route->next_hops.size())).append(" next hops)");
    return text.append(". ");
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_routes(const HandlerEnvironment& environment) {
  return std::make_unique<RoutesHandler>(environment);
}

}  // namespace maxos::agents
