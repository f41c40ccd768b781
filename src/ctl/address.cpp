#include "ctl/address.h"

#include <sys/un.h>

#include <charconv>
#include <cstdint>

#include "base/status.h"
#include "base/text.h"

namespace maxos::ctl {
namespace {

// sun_path with its closing NUL, unix(7).
constexpr std::size_t kMaxPath = sizeof(sockaddr_un{}.sun_path) - 1;

absl::Status refuse(std::string_view text, std::string_view reason) {
  return base::invalid_argument("address '" + std::string(text) + "': " + std::string(reason) +
                                "; give unix:/path/of/socket, HOST:PORT or [IPV6]:PORT");
}

absl::StatusOr<Address> unix_address(std::string_view text, std::string_view path) {
  if (!path.starts_with('/')) return refuse(text, "the path of the socket is not absolute");
  // unix:///path is the same as unix:/path.
  if (path.starts_with("///")) path.remove_prefix(2);
  if (path.size() > kMaxPath) {
    return refuse(
        text, "the path is longer than the " + std::to_string(kMaxPath) + " bytes a socket's path may have");
  }
  if (path.find('\0') != std::string_view::npos) return refuse(text, "the path holds a NUL byte");
  return Address{.path = std::string(path), .host = {}, .port = {}};
}

}  // namespace

bool Address::is_local() const {
  return is_unix() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string Address::text() const {
  if (is_unix()) return "unix:" + path;
  return host.find(':') == std::string::npos ? host + ":" + port : "[" + host + "]:" + port;
}

absl::StatusOr<Address> parse_address(std::string_view text) {
  if (text.empty()) return refuse(text, "it is empty");
  if (!base::is_utf8(text)) return base::invalid_argument("the address is not valid UTF-8");
  if (text.starts_with("unix:")) return unix_address(text, text.substr(5));
  if (text.starts_with('/')) return unix_address(text, text);

  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return refuse(text, "it has no port");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return refuse(text, "an IPv6 address stands in brackets");
  }
  if (host.empty()) return refuse(text, "it has no host");
  std::uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size() || number == 0) {
    return refuse(text, "the port is not a number from 1 to 65535");
  }
  return Address{.path = {}, .host = std::string(host), .port = std::string(port)};
}

}  // namespace maxos::ctl
