#include "platform/rtnetlink.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>

#include "platform/netlink.h"

namespace maxos::platform {
namespace {

// The longest hardware address (MAX_ADDR_LEN of the kernel).
constexpr std::size_t kMaxMacBytes = 32;

template <typename Entry>
absl::StatusOr<Listed<Entry>> read_all(std::uint16_t type, const std::string& body,
                                       std::optional<Entry> (*parse)(const nlmsghdr&), const Check& check) {
  Listed<Entry> listed;
  const absl::Status status = netlink_dump({.protocol = NETLINK_ROUTE, .type = type, .body = body},
                                           {.begin = [&listed] { listed = {}; },
                                            .take =
                                                [&listed, parse](const nlmsghdr& message) {
                                                  auto entry = parse(message);
                                                  if (!entry) return;
                                                  ++listed.total;
                                                  if (listed.entries.size() < kMaxListed)
                                                    listed.entries.push_back(*std::move(entry));
                                                },
                                            .check = check});
  if (!status.ok()) return status;
  return listed;
}

std::string mac_text(std::optional<Bytes> bytes) {
  std::string text;
  // All zeros is the loopback's.
  bool any = false;
  if (!bytes || bytes->size() > kMaxMacBytes) return text;
  for (const std::byte byte : *bytes) {
    std::array<char, 4> hex{};
    std::snprintf(hex.data(), hex.size(), "%02x", std::to_integer<unsigned>(byte));
    text.append(text.empty() ? "" : ":").append(hex.data());
    any = any || byte != std::byte{0};
  }
  return any ? text : "";
}

std::optional<LinkCounters> counters_of(const NetlinkAttributes& attributes) {
  const auto bytes = attributes.find(IFLA_STATS64);
  // Older kernels know fewer counters than this header; all have these.
  if (!bytes || bytes->size() < 8 * sizeof(std::uint64_t)) return std::nullopt;
  std::array<std::uint64_t, 8> words{};
  std::memcpy(words.data(), bytes->data(), sizeof words);
  return LinkCounters{.received_bytes = words[2],
                      .received_packets = words[0],
                      .received_errors = words[4],
                      .received_dropped = words[6],
                      .sent_bytes = words[3],
                      .sent_packets = words[1],
                      .sent_errors = words[5],
                      .sent_dropped = words[7]};
}

// RTA_GATEWAY, or RTA_VIA: a gateway of another family.
std::string gateway_of(int family, const NetlinkAttributes& attributes) {
  if (const auto gateway = attributes.find(RTA_GATEWAY)) return address_text(family, *gateway);
  const auto via = attributes.find(RTA_VIA);
  if (!via || via->size() < sizeof(std::uint16_t)) return "";
  std::uint16_t via_family = 0;
  std::memcpy(&via_family, via->data(), sizeof via_family);
  return address_text(via_family, via->subspan(sizeof via_family));
}

std::vector<NextHop> next_hops_of(int family, const NetlinkAttributes& attributes) {
  std::vector<NextHop> hops;
  Bytes rest = attributes.find(RTA_MULTIPATH).value_or(Bytes());
  while (rest.size() >= sizeof(rtnexthop)) {
    rtnexthop hop{};
    std::memcpy(&hop, rest.data(), sizeof hop);
    if (hop.rtnh_len < sizeof hop || hop.rtnh_len > rest.size()) break;
    const NetlinkAttributes inner(rest.subspan(sizeof hop, hop.rtnh_len - sizeof hop));
    hops.push_back({.gateway = gateway_of(family, inner), .link = hop.rtnh_ifindex});
    rest = rest.subspan(std::min<std::size_t>(RTNH_ALIGN(hop.rtnh_len), rest.size()));
  }
  if (!hops.empty()) return hops;
  const int link = attributes.value<int>(RTA_OIF).value_or(0);
  std::string gateway = gateway_of(family, attributes);
  if (link != 0 || !gateway.empty()) hops.push_back({.gateway = std::move(gateway), .link = link});
  return hops;
}

}  // namespace

std::optional<Link> parse_link(const nlmsghdr& message) {
  const auto header = netlink_header<ifinfomsg>(message);
  if (message.nlmsg_type != RTM_NEWLINK || !header) return std::nullopt;
  const NetlinkAttributes attributes(message, sizeof(ifinfomsg));
  Link link;
  link.index = header->ifi_index;
  link.type = header->ifi_type;
  link.flags = header->ifi_flags;
  link.name = attributes.text(IFLA_IFNAME);
  if (link.name.empty() || link.index <= 0) return std::nullopt;
  attributes.nested(IFLA_PROP_LIST).for_each([&link](std::uint16_t type, Bytes value) {
    if (type == IFLA_ALT_IFNAME) link.alternative_names.push_back(netlink_text(value));
  });
  link.kind = attributes.nested(IFLA_LINKINFO).text(IFLA_INFO_KIND);
  link.state = attributes.value<std::uint8_t>(IFLA_OPERSTATE).value_or(IF_OPER_UNKNOWN);
  link.mtu = attributes.value<std::uint32_t>(IFLA_MTU).value_or(0);
  link.mac = mac_text(attributes.find(IFLA_ADDRESS));
  link.master = attributes.value<int>(IFLA_MASTER).value_or(0);
  link.counters = counters_of(attributes);
  return link;
}

std::optional<LinkAddress> parse_address(const nlmsghdr& message) {
  const auto header = netlink_header<ifaddrmsg>(message);
  if (message.nlmsg_type != RTM_NEWADDR || !header) return std::nullopt;
  const NetlinkAttributes attributes(message, sizeof(ifaddrmsg));
  const int family = header->ifa_family;
  const std::string address = address_text(family, attributes.find(IFA_ADDRESS).value_or(Bytes()));
  LinkAddress result;
  result.link = static_cast<int>(header->ifa_index);
  result.family = family;
  // Of a link between two points IFA_LOCAL is the own end and IFA_ADDRESS the other one.
  result.address = address_text(family, attributes.find(IFA_LOCAL).value_or(Bytes()));
  if (result.address.empty()) {
    result.address = address;
  } else if (address != result.address) {
    result.peer = address;
  }
  if (result.address.empty()) return std::nullopt;
  result.prefix_length = header->ifa_prefixlen;
  result.scope = header->ifa_scope;
  result.flags = attributes.value<std::uint32_t>(IFA_FLAGS).value_or(header->ifa_flags);
  return result;
}

std::optional<Route> parse_route(const nlmsghdr& message) {
  const auto header = netlink_header<rtmsg>(message);
  if (message.nlmsg_type != RTM_NEWROUTE || !header) return std::nullopt;
  if (header->rtm_family != AF_INET && header->rtm_family != AF_INET6) return std::nullopt;
  const NetlinkAttributes attributes(message, sizeof(rtmsg));
  const auto table = attributes.value<std::uint32_t>(RTA_TABLE).value_or(header->rtm_table);
  if (table != RT_TABLE_MAIN || (header->rtm_flags & RTM_F_CLONED) != 0) return std::nullopt;
  Route route;
  route.family = header->rtm_family;
  route.prefix_length = header->rtm_dst_len;
  route.destination = address_text(route.family, attributes.find(RTA_DST).value_or(Bytes()));
  if (route.destination.empty() && route.prefix_length > 0) return std::nullopt;
  route.source = address_text(route.family, attributes.find(RTA_PREFSRC).value_or(Bytes()));
  route.metric = attributes.value<std::uint32_t>(RTA_PRIORITY).value_or(0);
  route.protocol = header->rtm_protocol;
  route.scope = header->rtm_scope;
  route.type = header->rtm_type;
  route.flags = header->rtm_flags;
  route.next_hops = next_hops_of(route.family, attributes);
  return route;
}

std::optional<Neighbour> parse_neighbour(const nlmsghdr& message) {
  const auto header = netlink_header<ndmsg>(message);
  if (message.nlmsg_type != RTM_NEWNEIGH || !header) return std::nullopt;
  if ((header->ndm_state & NUD_NOARP) != 0 || header->ndm_state == NUD_NONE) return std::nullopt;
  const NetlinkAttributes attributes(message, sizeof(ndmsg));
  Neighbour neighbour;
  neighbour.family = header->ndm_family;
  neighbour.link = header->ndm_ifindex;
  neighbour.state = header->ndm_state;
  neighbour.address = address_text(neighbour.family, attributes.find(NDA_DST).value_or(Bytes()));
  neighbour.mac = mac_text(attributes.find(NDA_LLADDR));
  if (neighbour.address.empty()) return std::nullopt;
  return neighbour;
}

absl::StatusOr<Listed<Link>> read_links(const Check& check) {
  return read_all<Link>(RTM_GETLINK, netlink_body(ifinfomsg{}), parse_link, check);
}

absl::StatusOr<Listed<LinkAddress>> read_addresses(const Check& check) {
  return read_all<LinkAddress>(RTM_GETADDR, netlink_body(ifaddrmsg{}), parse_address, check);
}

absl::StatusOr<Listed<Route>> read_routes(const Check& check) {
  rtmsg header{};
  // Of all families at once: asked for one alone, the kernel calls a table that is still empty an error.
  header.rtm_family = AF_UNSPEC;
  header.rtm_table = RT_TABLE_MAIN;
  return read_all<Route>(RTM_GETROUTE, netlink_body(header), parse_route, check);
}

absl::StatusOr<Listed<Neighbour>> read_neighbours(const Check& check) {
  return read_all<Neighbour>(RTM_GETNEIGH, netlink_body(ndmsg{}), parse_neighbour, check);
}

}  // namespace maxos::platform
