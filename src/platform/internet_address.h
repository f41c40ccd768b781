// An IPv4 or IPv6 address and a port as the kernel takes them.
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maxos::platform {

struct InternetAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  int family() const { return storage.ss_family; }
  const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage); }
  void set_port(std::uint16_t port);
  // Without the port: "10.0.0.1", "fe80::1%eth0".
  std::string text() const;
};

// Reads an address, IPv6 with or without a zone ("fe80::1%eth0"). Nothing when it is none, or there is no
// such zone.
std::optional<InternetAddress> parse_internet_address(const std::string& text);

// In the order in which they are worth trying: those that this machine has a route to before the others, IPv6
// before IPv4 (RFC 6724), else as they came.
void sort_by_reachability(std::vector<InternetAddress>& addresses);

}  // namespace maxos::platform
