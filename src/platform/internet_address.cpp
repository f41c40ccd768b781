#include "platform/internet_address.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/fd.h"

namespace maxos::platform {
namespace {

// Connecting a datagram socket sends nothing: it asks for the route.
bool has_route(const InternetAddress& address) {
  InternetAddress target = address;
  target.set_port(9);
  const base::UniqueFd fd(::socket(address.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return fd && ::connect(fd.get(), target.raw(), target.size) == 0;
}

}  // namespace

void InternetAddress::set_port(std::uint16_t port) {
  if (family() == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&storage)->sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in*>(&storage)->sin_port = htons(port);
  }
}

std::string InternetAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> written{};
  if (family() == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(&storage);
    return inet_ntop(AF_INET, &v4->sin_addr, written.data(), written.size());
  }
  if (family() != AF_INET6) return "";
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&storage);
  std::string text = inet_ntop(AF_INET6, &v6->sin6_addr, written.data(), written.size());
  std::array<char, IF_NAMESIZE> zone{};
  if (v6->sin6_scope_id != 0 && if_indextoname(v6->sin6_scope_id, zone.data()) != nullptr)
    text.append("%").append(zone.data());
  return text;
}

std::optional<InternetAddress> parse_internet_address(const std::string& text) {
  InternetAddress address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    address.size = sizeof *v4;
    return address;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  const std::size_t percent = std::min(text.find('%'), text.size());
  if (inet_pton(AF_INET6, text.substr(0, percent).c_str(), &v6->sin6_addr) != 1) return std::nullopt;
  if (percent < text.size()) {
    v6->sin6_scope_id = if_nametoindex(text.c_str() + percent + 1);
    if (v6->sin6_scope_id == 0) return std::nullopt;
  }
  v6->sin6_family = AF_INET6;
  address.size = sizeof *v6;
  return address;
}

void sort_by_reachability(std::vector<InternetAddress>& addresses) {
  std::vector<std::pair<int, InternetAddress>> ranked;
  ranked.reserve(addresses.size());
  for (const InternetAddress& address : addresses)
    ranked.emplace_back((has_route(address) ? 0 : 2) + (address.family() == AF_INET6 ? 0 : 1), address);
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < ranked.size(); ++i) addresses[i] = ranked[i].second;
}

}  // namespace maxos::platform
