#include "config/checks.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace maxos::config {
namespace {

// sun_path with its closing zero.
constexpr std::size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;
// UNIT_NAME_MAX of systemd.
constexpr std::size_t kMaxUnitName = 255;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_loopback(const std::string& address) {
  in_addr v4{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool is_address(const std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> out{};
  return inet_pton(AF_INET, address.c_str(), out.data()) == 1 ||
         inet_pton(AF_INET6, address.c_str(), out.data()) == 1;
}

std::string check_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error == std::errc() && rest == text.data() + text.size()) return {};
  return "the port must be a number up to 65535";
}

// A whole unit name of letters, digits and `marks`.
std::string check_unit_text(std::string_view text, std::string_view marks) {
  static constexpr std::array<std::string_view, 11> kSuffixes = {
      ".service", ".socket", ".target", ".timer", ".mount", ".automount",
      ".path",    ".device", ".swap",   ".slice", ".scope"};
  const bool suffix = std::any_of(kSuffixes.begin(), kSuffixes.end(), [text](std::string_view candidate) {
    return text.size() > candidate.size() && text.ends_with(candidate);
  });
  if (!suffix) return R"(needs its suffix, as in "nginx.service")";
  if (text.size() > kMaxUnitName) return "is too long for a unit name";
  const bool valid = std::all_of(text.begin(), text.end(), [marks](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
  if (!valid || text.front() == '@')
    return "is not a valid unit name (letters, digits and " + std::string(marks) + ")";
  return {};
}

}  // namespace

std::string check_listen_address(std::string_view text) {
  constexpr std::string_view kUnix = "unix:";
  if (text.substr(0, kUnix.size()) == kUnix) {
    const std::string_view path = text.substr(kUnix.size());
    if (path.empty()) return "the path after unix: is missing";
    return check_socket_path(path);
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return R"(needs a port, as in "127.0.0.1:50051", or "unix:/path")";
  std::string host(text.substr(0, colon));
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string::npos) {
    return R"(an IPv6 address stands in brackets, as in "[::1]:50051")";
  }
  if (host == "localhost") return R"(give the addresses themselves: "127.0.0.1:PORT" and "[::1]:PORT")";
  if (!is_address(host)) return R"(needs an IP address and a port, as in "127.0.0.1:50051", or "unix:/path")";
  if (!is_loopback(host)) {
    return "plain TCP is for loopback addresses alone (127.0.0.1, [::1]): what it carries is neither "
           "encrypted nor "
           "authenticated";
  }
  return check_port(text.substr(colon + 1));
}

std::string check_absolute_path(std::string_view text) {
  if (text.empty() || text.front() != '/') return "must be an absolute path";
  if (text.find('\0') != std::string_view::npos) return "must not hold a zero byte";
  if (text == "/") return {};
  for (const std::string_view part : base::split(text.substr(1), '/')) {
    if (part.empty() || part == "." || part == "..")
      return "must not hold `.`, `..`, `//` or a slash at the end";
  }
  return {};
}

std::string check_optional_path(std::string_view text) {
  return text.empty() ? "" : check_absolute_path(text);
}

std::string check_socket_path(std::string_view text) {
  if (text.size() > kMaxSocketPath) {
    return "is too long for a unix socket, at most " + std::to_string(kMaxSocketPath) + " bytes";
  }
  return check_optional_path(text);
}

std::string check_ip_address(std::string_view text) {
  return is_address(std::string(text)) ? "" : "must be an IP address (names are not looked up)";
}

std::string check_redis_user(std::string_view text) {
  const bool bad = std::any_of(text.begin(), text.end(), [](char c) { return c == ' ' || is_control(c); });
  return bad ? "must not hold spaces or control characters" : "";
}

std::string check_unit_name(std::string_view text) {
  if (std::string wrong = check_unit_text(text, ":-_.\\@"); !wrong.empty()) return wrong;
  return text[text.rfind('.') - 1] == '@' ? "is a template; name an instance of it" : "";
}

std::string check_unit_glob(std::string_view text) {
  // "nginx*": any type.
  if (text.ends_with('*') && text.size() > 1) {
    const std::string wrong = check_unit_text(std::string(text) + ".service", ":-_.\\@*?");
    return wrong.empty() ? "" : wrong;
  }
  return check_unit_text(text, ":-_.\\@*?");
}

std::string check_glob(std::string_view text) {
  if (text.empty() || text.size() > kMaxUnitName) return "must be a pattern of 1 to 255 bytes";
  return check_redis_user(text);
}

std::string check_risk(std::string_view text) {
  static constexpr std::array<std::string_view, 5> kRisks = {"read", "modify", "destructive", "execute",
                                                             "privileged"};
  const bool known = std::find(kRisks.begin(), kRisks.end(), text) != kRisks.end();
  return known ? "" : "must be one of read, modify, destructive, execute and privileged";
}

bool is_below(std::string_view path, std::string_view root) {
  if (root == "/" || path == root) return true;
  return path.size() > root.size() && path.substr(0, root.size()) == root && path[root.size()] == '/';
}

}  // namespace maxos::config
