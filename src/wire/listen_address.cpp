#include "wire/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/status.h"
#include "wire/socket_address.h"

namespace maxos::wire {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";

absl::Status malformed(std::string_view text, std::string_view why) {
  return base::invalid_argument("server.listen: \"" + std::string(text) + "\" " + std::string(why) +
                                "; valid are \"127.0.0.1:PORT\", \"[::1]:PORT\" and \"unix:/absolute/path\"");
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return port;
}

absl::StatusOr<ListenAddress> parse_unix(std::string_view text) {
  ListenAddress address;
  std::string_view path = text.substr(kUnixPrefix.size());
  if (path.starts_with("//")) path.remove_prefix(2);
  if (!path.starts_with('/')) return malformed(text, "has no absolute path");
  if (path.find('\0') != path.npos) return malformed(text, "has a zero byte in its path");
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return malformed(text, "has a path longer than the " + std::to_string(sizeof(sockaddr_un::sun_path) - 1) +
                               " bytes that a unix socket may have");
  }
  address.path = path;
  address.text = std::string(kUnixPrefix) + address.path;
  return address;
}

}  // namespace

bool ListenAddress::takes_free_port() const {
  const auto endpoint = is_unix() ? std::nullopt : endpoint_of(tcp);
  return endpoint && endpoint->port == 0;
}

absl::StatusOr<ListenAddress> parse_listen_address(std::string_view text) {
  if (text.starts_with(kUnixPrefix)) return parse_unix(text);
  const auto colon = text.rfind(':');
  if (colon == text.npos) return malformed(text, "has no port");
  const auto port = parse_port(text.substr(colon + 1));
  if (!port) return malformed(text, "has no port between 0 and 65535");
  const std::string host(text.substr(0, colon));

  ListenAddress address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (host == "localhost") {
    return malformed(text, "is a name, and names can mean several addresses");
  }
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(*port);
    std::memcpy(&address.tcp, &v4, sizeof v4);
  } else if (host.size() > 2 && host.front() == '[' && host.back() == ']' &&
             ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(*port);
    std::memcpy(&address.tcp, &v6, sizeof v6);
  } else {
    return malformed(text, "is not an address");
  }
  const auto endpoint = endpoint_of(address.tcp);
  if (endpoint && address.tcp.ss_family == AF_INET6 && is_v4(*endpoint)) {
    return malformed(text, "is an IPv4 address in IPv6 form: write it as \"" + to_text(*endpoint) + "\"");
  }
  if (!endpoint || !is_loopback(*endpoint)) {
    return malformed(text, "is not a loopback address, and plain TCP without TLS is for this machine alone");
  }
  address.text = to_text(*endpoint);
  return address;
}

}  // namespace maxos::wire
