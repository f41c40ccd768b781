#include <linux/if.h>
#include <linux/if_addr.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/network/links.h"
#include "agents/proc_file.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"
#include "platform/rtnetlink.h"

namespace maxos::agents {
namespace {

using platform::Link;
using platform::LinkAddress;

// Links told in the message; the payload has them all.
constexpr std::size_t kNamedInterfaces = 4;
constexpr std::size_t kAddressesNamed = 3;

struct Interface {
  Link link;
  std::vector<LinkAddress> addresses;
  bool wireless = false;
  // As the driver says; nothing when it does not (virtual links, no carrier).
  std::optional<unsigned long long> speed_mbps;
  std::string master;
};

std::string json_of(const LinkAddress& address) {
  JsonObject json;
  json.text("address", address.address)
      .number("prefix_length", address.prefix_length)
      .text("family", address.family == AF_INET6 ? "ipv6" : "ipv4")
      .text("scope", scope_name(address.scope));
  if (!address.peer.empty()) json.text("peer", address.peer);
  if ((address.flags & IFA_F_TEMPORARY) != 0 && address.family == AF_INET6) json.flag("temporary", true);
  if ((address.flags & IFA_F_TENTATIVE) != 0) json.flag("tentative", true);
  if ((address.flags & IFA_F_DADFAILED) != 0) json.flag("duplicate", true);
  if ((address.flags & IFA_F_DEPRECATED) != 0) json.flag("deprecated", true);
  return json.take();
}

std::string json_of(const Interface& interface) {
  const Link& link = interface.link;
  JsonList addresses, alternatives;
  for (const LinkAddress& address : interface.addresses) addresses.add(json_of(address));
  for (const std::string& name : link.alternative_names) alternatives.add(base::json_string(name));
  JsonObject json;
  json.text("name", link.name)
      .integer("index", link.index)
      .text("type", link_type(link, interface.wireless))
      .text("state", state_name(link.state))
      .flag("enabled", (link.flags & IFF_UP) != 0)
      .flag("carrier", (link.flags & IFF_LOWER_UP) != 0)
      .number("mtu_bytes", link.mtu);
  if (!link.kind.empty()) json.text("kind", link.kind);
  if (!link.mac.empty()) json.text("mac", link.mac);
  if (!interface.master.empty()) json.text("master", interface.master);
  if (!link.alternative_names.empty()) json.raw("alternative_names", alternatives.take());
  if (interface.speed_mbps) json.number("speed_mbps", *interface.speed_mbps);
  json.raw("addresses", addresses.take());
  if (link.counters) {
    json.number("received_bytes", link.counters->received_bytes)
        .number("received_packets", link.counters->received_packets)
        .number("received_errors", link.counters->received_errors)
        .number("received_dropped", link.counters->received_dropped)
        .number("sent_bytes", link.counters->sent_bytes)
        .number("sent_packets", link.counters->sent_packets)
        .number("sent_errors", link.counters->sent_errors)
        .number("sent_dropped", link.counters->sent_dropped);
  }
  return json.take();
}

std::string state_words(const Link& link) {
  if ((link.flags & IFF_UP) == 0) return "switched off";
  return carries(link) ? "up" : "on, but without a carrier";
}

// "up with 10.0.0.2/24 and fe80::1/64": those that others can reach first.
std::string words(const Interface& interface) {
  std::string text = state_words(interface.link);
  std::vector<LinkAddress> addresses = interface.addresses;
  std::stable_sort(addresses.begin(), addresses.end(), [](const LinkAddress& a, const LinkAddress& b) {
    return std::pair(a.scope, a.family) < std::pair(b.scope, b.family);
  });
  if (addresses.empty()) return text + ", without an address";
  for (std::size_t i = 0; i < addresses.size() && i < kAddressesNamed; ++i) {
    text.append(i == 0 ? " with " : ", ")
        .append(prefix_text(addresses[i].address, addresses[i].prefix_length));
  }
  if (addresses.size() > kAddressesNamed)
    text.append(" and ").append(std::to_string(addresses.size() - kAddressesNamed)).append(" more");
  return text;
}

std::string figures(const Interface& interface) {
  const Link& link = interface.link;
  std::string text = " It is a link of type " + link_type(link, interface.wireless);
  if (!link.kind.empty()) text.append(" (").append(display_name(link.kind)).append(")");
  if (!link.mac.empty()) text.append(", MAC ").append(link.mac);
  text.append(", MTU ").append(std::to_string(link.mtu));
  if (interface.speed_mbps) text.append(", ").append(std::to_string(*interface.speed_mbps)).append(" Mbit/s");
  if (link.counters) {
    text.append("; received ").append(base::human_bytes(link.counters->received_bytes));
    text.append(", sent ").append(base::human_bytes(link.counters->sent_bytes)).append(" since it was made");
  }
  return text.append(".");
}

bool is_called(const Link& link, std::string_view name) {
  return link.name == name || std::find(link.alternative_names.begin(), link.alternative_names.end(), name) !=
                                  link.alternative_names.end();
}

class InterfacesHandler : public Handler {
 public:
  explicit InterfacesHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_network_interfaces(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const std::string_view name = text_slot(*slots, "interface");
    if (!name.empty() && !is_link_name(name)) return wrong_link_name("interface", name);
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    auto read = read_interfaces([&context] { return context.check(); });
    if (!read.ok()) return read.status();
    std::vector<Interface> interfaces = std::move(read->entries);
    const std::string_view name = text_slot(plan.slots, "interface");
    if (!name.empty()) {
      std::string names;
      for (const Interface& each : interfaces)
        names.append(names.empty() ? "" : ", ").append(display_name(each.link.name));
      std::erase_if(interfaces, [name](const Interface& each) { return !is_called(each.link, name); });
      if (interfaces.empty()) {
        return base::not_found("There is no network interface " + display_name(name) +
                               ". There are: " + std::string(base::utf8_prefix(names, 400)) + ".");
      }
      read->total = interfaces.size();
    }
    return answer(interfaces, read->total, !name.empty());
  }

 private:
  absl::StatusOr<platform::Listed<Interface>> read_interfaces(const platform::Check& check) const {
    auto links = platform::read_links(check);
    if (!links.ok()) return links.status();
    auto addresses = platform::read_addresses(check);
    if (!addresses.ok()) return addresses.status();
    const LinkNames names(links->entries);
    std::map<int, std::vector<LinkAddress>> by_link;
    for (LinkAddress& address : addresses->entries) by_link[address.link].push_back(std::move(address));
    platform::Listed<Interface> listed;
    listed.total = links->total;
    for (Link& link : links->entries) {
      Interface interface;
      interface.addresses = std::move(by_link[link.index]);
      const std::string folder = environment_.sys_root + "/class/net/" + link.name;
      interface.wireless = ::access((folder + "/phy80211").c_str(), F_OK) == 0 ||
                           ::access((folder + "/wireless").c_str(), F_OK) == 0;
      // "-1" of a link without a carrier is no number.
      interface.speed_mbps = leading_number(read_line(folder + "/speed"));
      if (interface.speed_mbps == 0ULL) interface.speed_mbps.reset();
      if (link.master != 0) interface.master = names(link.master);
      interface.link = std::move(link);
      listed.entries.push_back(std::move(interface));
    }
    return listed;
  }

  absl::StatusOr<Outcome> answer(std::vector<Interface>& interfaces, std::uint64_t total, bool one) const {
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::uint64_t shown = 0;
    for (const Interface& interface : interfaces) shown += list.add(json_of(interface)) ? 1 : 0;
    Outcome outcome;
    outcome.values = {{"interfaces", list.take()},
                      {"total_count", std::to_string(total)},
                      {"shown_count", std::to_string(shown)}};
    if (shown < total) outcome.values.emplace_back("truncated", "true");
    // What has a carrier and is no loopback first: that is what people ask about.
    std::stable_sort(interfaces.begin(), interfaces.end(), [](const Interface& a, const Interface& b) {
      const auto rank = [](const Interface& each) {
        return std::pair((each.link.flags & IFF_LOOPBACK) != 0, !carries(each.link));
      };
      return rank(a) < rank(b);
    });
    std::string text;
    for (std::size_t i = 0; i < interfaces.size() && i < kNamedInterfaces; ++i) {
      text.append(i == 0 ? "" : "; ").append(display_name(interfaces[i].link.name)).append(" is ");
      text.append(words(interfaces[i]));
    }
    if (total > kNamedInterfaces)
      text.append("; and ").append(std::to_string(total - kNamedInterfaces)).append(" more");
    text.append(interfaces.empty() ? "This machine has no network interface." : ".");
    if (one && !interfaces.empty()) text.append(figures(interfaces.front()));
    outcome.message = std::move(text);
    return outcome;
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_network_interfaces(const HandlerEnvironment& environment) {
  return std::make_unique<InterfacesHandler>(environment);
}

}  // namespace maxos::agents
