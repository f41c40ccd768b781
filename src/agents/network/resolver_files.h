// What the resolver's files say: resolv.conf(5) and hosts(5).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "platform/internet_address.h"

namespace maxos::agents {

struct ResolverConfig {
  // At most three, with port 53.
  std::vector<platform::InternetAddress> servers;
  // At most six.
  std::vector<std::string> search;
  unsigned dots = 1;
  std::chrono::seconds timeout{5};
  unsigned attempts = 2;
};

// Lines that are no part of it are passed over, as the C library does; bounds are the C library's.
ResolverConfig parse_resolver_config(std::string_view text);

// The addresses of a name (letter case does not matter), and the names of an address, in the file's order.
std::vector<platform::InternetAddress> addresses_in_hosts(std::string_view text, std::string_view name);
std::vector<std::string> names_in_hosts(std::string_view text, const platform::InternetAddress& address);

}  // namespace maxos::agents
