// Links, addresses, routes and neighbours of this thread's network namespace: rtnetlink(7).
#pragma once

#include <absl/status/statusor.h>
#include <linux/netlink.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace maxos::platform {

// Asked while a list is read; its error ends the reading.
using Check = std::function<absl::Status()>;

struct LinkCounters {
  std::uint64_t received_bytes = 0, received_packets = 0, received_errors = 0, received_dropped = 0;
  std::uint64_t sent_bytes = 0, sent_packets = 0, sent_errors = 0, sent_dropped = 0;
};

struct Link {
  int index = 0;
  std::string name;
  std::vector<std::string> alternative_names;
  // ARPHRD_ETHER, ARPHRD_LOOPBACK, …
  std::uint16_t type = 0;
  // The driver's kind of a virtual link ("veth", "wireguard", "bridge"); empty for hardware.
  std::string kind;
  // IFF_UP, IFF_LOWER_UP, …
  std::uint32_t flags = 0;
  // IF_OPER_UP, …
  std::uint8_t state = 0;
  std::uint32_t mtu = 0;
  // "02:42:ac:11:00:02"; empty when it has none.
  std::string mac;
  // The link that it belongs to (bridge, bond); 0 when none.
  int master = 0;
  std::optional<LinkCounters> counters;
};

struct LinkAddress {
  int link = 0;
  int family = 0;
  std::string address;
  std::string peer;
  std::uint8_t prefix_length = 0;
  // RT_SCOPE_UNIVERSE, …
  std::uint8_t scope = 0;
  // IFA_F_TEMPORARY, IFA_F_TENTATIVE, IFA_F_DADFAILED, …
  std::uint32_t flags = 0;
};

struct NextHop {
  std::string gateway;
  int link = 0;
};

struct Route {
  int family = 0;
  // Empty for the default route.
  std::string destination;
  std::uint8_t prefix_length = 0;
  std::string source;
  std::uint32_t metric = 0;
  // RTPROT_DHCP, …; RT_SCOPE_LINK, …; RTN_UNICAST, RTN_BLACKHOLE, …
  std::uint8_t protocol = 0, scope = 0, type = 0;
  std::uint32_t flags = 0;
  // One; several for a multipath route, none for one that leads nowhere.
  std::vector<NextHop> next_hops;
};

struct Neighbour {
  int family = 0;
  int link = 0;
  std::string address;
  std::string mac;
  // NUD_REACHABLE, …
  std::uint16_t state = 0;
};

// At most this many of each are kept; `total` counts all.
inline constexpr std::size_t kMaxListed = 20'000;

template <typename Entry>
struct Listed {
  std::vector<Entry> entries;
  std::uint64_t total = 0;
};

absl::StatusOr<Listed<Link>> read_links(const Check& check);
absl::StatusOr<Listed<LinkAddress>> read_addresses(const Check& check);
// The main table alone, IPv4 and IPv6, without what the kernel only caches.
absl::StatusOr<Listed<Route>> read_routes(const Check& check);
// Without those of links that need none (NUD_NOARP).
absl::StatusOr<Listed<Neighbour>> read_neighbours(const Check& check);

// What one message says; nothing when it is another one, or broken.
std::optional<Link> parse_link(const nlmsghdr& message);
std::optional<LinkAddress> parse_address(const nlmsghdr& message);
std::optional<Route> parse_route(const nlmsghdr& message);
std::optional<Neighbour> parse_neighbour(const nlmsghdr& message);

}  // namespace maxos::platform
