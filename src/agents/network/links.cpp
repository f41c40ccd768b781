#include "agents/network/links.h"

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <array>

#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kMaxLinkNameBytes = 15;  // IFNAMSIZ without the NUL

}  // namespace

bool is_link_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxLinkNameBytes && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c > ' ' && c < 0x7F && c != '/' && c != ':'; });
}

absl::Status wrong_link_name(std::string_view slot, std::string_view name) {
  return base::invalid_argument(
      "\"" + display_name(name, 80) + "\" is not a valid " + std::string(slot) +
      ": the name of a network link has 1 to 15 ASCII characters, without spaces, \"/\" "
      "and \":\", for example eth0.");
}

std::string_view state_name(std::uint8_t state) {
  constexpr std::array<std::string_view, 7> kNames = {"unknown", "notpresent", "down", "lowerlayerdown",
                                                      "testing", "dormant",    "up"};
  return state < kNames.size() ? kNames[state] : "unknown";
}

std::string link_type(const platform::Link& link, bool wireless) {
  if (wireless) return "wifi";
  switch (link.type) {
    case ARPHRD_ETHER:
      return "ethernet";
    case ARPHRD_LOOPBACK:
      return "loopback";
    case ARPHRD_INFINIBAND:
      return "infiniband";
    case ARPHRD_PPP:
      return "ppp";
    case ARPHRD_CAN:
      return "can";
    case ARPHRD_NONE:
    case ARPHRD_TUNNEL:
    case ARPHRD_TUNNEL6:
    case ARPHRD_SIT:
    case ARPHRD_IPGRE:
    case ARPHRD_IP6GRE:
      return "tunnel";
    default:
      return "other (" + std::to_string(link.type) + ")";
  }
}

bool carries(const platform::Link& link) {
  return (link.flags & IFF_UP) != 0 && (link.flags & IFF_LOWER_UP) != 0;
}

std::string scope_name(std::uint8_t scope) {
  switch (scope) {
    case RT_SCOPE_UNIVERSE:
      return "global";
    case RT_SCOPE_SITE:
      return "site";
    case RT_SCOPE_LINK:
      return "link";
    case RT_SCOPE_HOST:
      return "host";
    case RT_SCOPE_NOWHERE:
      return "nowhere";
    default:
      return std::to_string(scope);
  }
}

std::string prefix_text(const std::string& address, std::uint8_t length) {
  return address + "/" + std::to_string(length);
}

LinkNames::LinkNames(const std::vector<platform::Link>& links) {
  for (const platform::Link& link : links) names_.emplace(link.index, display_name(link.name));
}

std::string LinkNames::operator()(int index) const {
  const auto found = names_.find(index);
  return found != names_.end() ? found->second : std::to_string(index);
}

}  // namespace maxos::agents
