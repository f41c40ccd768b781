#include <algorithm>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/firewalld.h"
#include "agents/network/packet_filter.h"
#include "agents/network/sockets.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

using platform::InetSocket;

// What a plan's target begins with: by whom it is carried out.
constexpr std::string_view kByTable = "inet maxos";
constexpr std::string_view kByFirewalld = "firewalld";

std::string upper(std::string_view protocol) {
  return protocol == "udp" ? "UDP" : "TCP";
}

std::string json_of(const std::vector<FilterTable>& tables, std::size_t budget) {
  JsonList list(budget);
  for (const FilterTable& table : tables) {
    JsonList chains;
    for (const FilterChain& chain : table.chains) {
      JsonObject json;
      json.text("name", chain.name);
      if (!chain.hook.empty())
        json.text("hook", chain.hook).integer("priority", chain.priority).text("policy", chain.policy);
      chains.add(json.number("rules_count", chain.rules).take());
    }
    list.add(JsonObject()
                 .text("family", table.family)
                 .text("name", table.name)
                 .raw("chains", chains.take())
                 .take());
  }
  return list.take();
}

std::string json_of(const std::vector<BlockedPort>& ports) {
  JsonList list;
  for (const BlockedPort& each : ports)
    list.add(JsonObject().number("port", each.port).text("protocol", each.protocol).take());
  return list.take();
}

std::string json_of(const std::vector<std::string>& names) {
  JsonList list;
  for (const std::string& name : names) list.add(base::json_string(name));
  return list.take();
}

std::uint64_t rules_of(const std::vector<FilterTable>& tables) {
  std::uint64_t rules = 0;
  for (const FilterTable& table : tables)
    for (const FilterChain& chain : table.chains) rules += chain.rules;
  return rules;
}

std::string words(const std::vector<FilterTable>& tables, const std::vector<BlockedPort>& blocked) {
  std::string text;
  const std::vector<std::string> dropping = input_chains(tables, true);
  if (rules_of(tables) == 0 && dropping.empty()) {
    text = "No firewall rule is in force: whatever listens can be reached.";
  } else {
    text = "The packet filter has " + base::counted(rules_of(tables), "rule", "rules") + " in " +
           base::counted(tables.size(), "table", "tables") + ".";
    if (!dropping.empty())
      text.append(" What comes in is dropped unless a rule lets it in (")
          .append(base::join(dropping, ", "))
          .append(").");
  }
  if (!blocked.empty()) {
    std::vector<std::string> ports;
    ports.reserve(blocked.size());
    for (const BlockedPort& each : blocked)
      ports.push_back(upper(each.protocol) + " " + std::to_string(each.port));
    text.append(" Blocked by maxos: ").append(base::utf8_prefix(base::join(ports, ", "), 300)).append(".");
  }
  return text;
}

class FirewallHandler : public Handler {
 public:
  explicit FirewallHandler(const HandlerEnvironment& environment)
      : environment_(environment), socket_(environment.run_root + "/maxos/netfilter.sock") {}

  const CapabilityDecl& declaration() const override { return declare_network_firewall(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("action", "status");
    const std::string_view action = text_slot(plan.slots, "action");
    if (action == "status") return plan;
    if (text_slot(plan.slots, "port").empty())
      return missing_slot(declaration(), *find_slot(declaration(), "port"));
    plan.slots.try_emplace("protocol", "tcp");
    const std::string what =
        upper(text_slot(plan.slots, "protocol")) + " port " + std::string(text_slot(plan.slots, "port"));
    const auto zone = Firewalld(environment_, context).default_zone();
    if (zone.ok()) {
      plan.targets = {std::string(kByFirewalld) + " " + *zone + " " + what};
      plan.preview = "Would " + std::string(action) + " " + what + " in firewalld's zone " + *zone +
                     ", until firewalld is reloaded." + holders(plan.slots, context);
      return plan;
    }
    if (zone.status().code() != absl::StatusCode::kUnavailable) return zone.status();
    const auto rules = ask_netfilter(socket_, "rules");
    if (!rules.ok()) return rules.status();
    plan.targets = {std::string(kByTable) + " " + what};
    plan.preview = action == "block"
                       ? "Would block " + what +
                             " for other machines: what they send to it is dropped, over open "
                             "connections too, until it is allowed again or the machine is restarted."
                       : "Would take the block of " + what +
                             " out of the table inet maxos; what other tables say stays.";
    plan.preview.append(holders(plan.slots, context));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const std::string action(text_slot(plan.slots, "action"));
    const Firewalld firewalld(environment_, context);
    const auto zone = firewalld.default_zone();
    if (!zone.ok() && zone.status().code() != absl::StatusCode::kUnavailable) return zone.status();
    if (action == "status") return zone.ok() ? of_firewalld(firewalld, *zone) : of_table();
    const std::string_view by = zone.ok() ? kByFirewalld : kByTable;
    if (plan.targets.size() != 1 || !plan.targets.front().starts_with(by))
      return base::failed_precondition(
          "What manages the firewall has changed since this was planned. Ask again.");
    const BlockedPort port{.protocol = std::string(text_slot(plan.slots, "protocol")),
                           .port = static_cast<std::uint16_t>(count_slot(plan.slots, "port", 0))};
    if (zone.ok()) return change_by_firewalld(firewalld, *zone, action, port);
    return change_by_table(action, port);
  }

 private:
  // Who would be cut off, or be reached again.
  std::string holders(const Values& slots, const ExecutionContext& context) const {
    const auto port = static_cast<std::uint16_t>(count_slot(slots, "port", 0));
    const auto table = platform::read_inet_sockets({.states = state_mask("listening"), .port = port},
                                                   [&context] { return context.check(); });
    if (!table.ok()) return "";
    SocketOwners owners(environment_.sys_root + "/fs/cgroup", table->sockets);
    std::string who;
    for (const InetSocket& socket : table->sockets) {
      const bool udp = socket.transport == platform::Transport::udp;
      if (udp == (text_slot(slots, "protocol") == "udp") && socket.local_port == port && who.empty())
        who = owners.words(socket).empty() ? "something" : owners.words(socket);
    }
    if (who.empty()) return " Nothing listens there now.";
    std::string text = " " + who + " listens there.";
    if (text_slot(slots, "action") == "block" && who.find("ssh") != std::string::npos)
      text.append(" You may lock yourself out of this machine.");
    return text;
  }

  absl::StatusOr<Outcome> of_table() const {
    const auto rules = ask_netfilter(socket_, "rules");
    if (!rules.ok()) return rules.status();
    const auto tables = parse_rules(*rules);
    if (!tables.ok()) return tables.status();
    const auto blocked = read_blocked();
    if (!blocked.ok()) return blocked.status();
    const auto text = ask_netfilter(socket_, "text");
    if (!text.ok()) return text.status();
    const std::size_t budget = list_budget(environment_.config()->limits.answer_bytes) / 4;
    Outcome outcome;
    outcome.message = words(*tables, *blocked);
    outcome.values = {
        {"backend", "nftables"},
        {"active", rules_of(*tables) > 0 || !input_chains(*tables, true).empty() ? "true" : "false"},
        {"tables", json_of(*tables, budget)},
        {"rules_count", std::to_string(rules_of(*tables))},
        {"blocked", json_of(*blocked)},
        {"rule_set", base::to_utf8(std::string(base::utf8_prefix(*text, budget)))}};
    if (text->size() > budget) outcome.values.emplace_back("truncated", "true");
    return outcome;
  }

  static absl::StatusOr<Outcome> of_firewalld(const Firewalld& firewalld, const std::string& zone) {
    const auto services = firewalld.services(zone);
    if (!services.ok()) return services.status();
    const auto ports = firewalld.ports(zone);
    if (!ports.ok()) return ports.status();
    std::vector<std::string> open = *services;
    open.insert(open.end(), ports->begin(), ports->end());
    Outcome outcome;
    outcome.message =
        "firewalld is active; its default zone " + zone + " lets in " +
        (open.empty() ? "nothing" : std::string(base::utf8_prefix(base::join(open, ", "), 300))) + ".";
    outcome.values = {{"backend", "firewalld"},
                      {"active", "true"},
                      {"zone", zone},
                      {"services", json_of(*services)},
                      {"ports", json_of(*ports)}};
    return outcome;
  }

  absl::StatusOr<std::vector<BlockedPort>> read_blocked() const {
    const auto answer = ask_netfilter(socket_, "blocked");
    if (!answer.ok()) return answer.status();
    return parse_blocked(*answer);
  }

  absl::StatusOr<Outcome> change_by_table(const std::string& action, const BlockedPort& port) const {
    const std::string line = action + " " + port.protocol + " " + std::to_string(port.port);
    const auto done = ask_netfilter(socket_, line);
    if (!done.ok()) return done.status();
    const auto blocked = read_blocked();
    if (!blocked.ok()) return blocked.status();
    const bool is_blocked = std::any_of(blocked->begin(), blocked->end(), [&](const BlockedPort& each) {
      return each.port == port.port && each.protocol == port.protocol;
    });
    if (is_blocked != (action == "block"))
      return base::internal("The packet filter took the change, but does not show it. Ask for its status.");
    Outcome outcome = changed("nftables", action, port);
    outcome.values.emplace_back("blocked", json_of(*blocked));
    if (action == "block") return outcome;
    const auto rules = ask_netfilter(socket_, "rules");
    const auto tables = rules.ok() ? parse_rules(*rules) : rules.status();
    const auto others = tables.ok() ? input_chains(*tables, false) : std::vector<std::string>();
    if (!others.empty()) {
      outcome.message.append(" Rules of others may still keep it closed (" + base::join(others, ", ") +
                             "): maxos writes only its own table.");
    }
    return outcome;
  }

  static absl::StatusOr<Outcome> change_by_firewalld(const Firewalld& firewalld, const std::string& zone,
                                                     const std::string& action, const BlockedPort& port) {
    MAXOS_RETURN_IF_ERROR(action == "allow" ? firewalld.allow(zone, port) : firewalld.block(zone, port));
    Outcome outcome = changed("firewalld", action, port);
    outcome.message = "firewalld's zone " + zone +
                      (action == "allow" ? " lets in " : " has no rule any more for ") +
                      upper(port.protocol) + " port " + std::to_string(port.port) + ".";
    if (action == "block") outcome.message.append(" The services that it lets in keep their own ports.");
    outcome.values.emplace_back("zone", zone);
    return outcome;
  }

  static Outcome changed(std::string_view backend, const std::string& action, const BlockedPort& port) {
    const bool block = action == "block";
    Outcome outcome;
    outcome.message = upper(port.protocol) + " port " + std::to_string(port.port) +
                      (block ? " is blocked now for other machines." : " is not blocked any more.");
    outcome.values = {{"backend", std::string(backend)},
                      {"action", action},
                      {"port", std::to_string(port.port)},
                      {"protocol", port.protocol},
                      {"undo", JsonObject()
                                   .text("action", block ? "allow" : "block")
                                   .text("port", std::to_string(port.port))
                                   .text("protocol", port.protocol)
                                   .take()}};
    return outcome;
  }

  const HandlerEnvironment environment_;
  const std::string socket_;
};

}  // namespace

std::unique_ptr<Handler> make_network_firewall(const HandlerEnvironment& environment) {
  return std::make_unique<FirewallHandler>(environment);
}

}  // namespace maxos::agents
