#include "netfilter/request.h"

#include <charconv>
#include <vector>

#include "base/text.h"

namespace maxos::netfilter {
namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0 || text.front() == '0')
    return std::nullopt;
  return port;
}

// Everything that is ours, made when it is missing. Before the filters of others (priority 0), so that a port
// that is blocked here is blocked; the machine itself may always talk to itself.
constexpr std::string_view kTable =
    "add table inet maxos\n"
    "add set inet maxos blocked_tcp { type inet_service; }\n"
    "add set inet maxos blocked_udp { type inet_service; }\n"
    "add chain inet maxos input { type filter hook input priority -10; policy accept; }\n"
    "flush chain inet maxos input\n"
    "add rule inet maxos input iif \"lo\" accept\n"
    "add rule inet maxos input tcp dport @blocked_tcp drop\n"
    "add rule inet maxos input udp dport @blocked_udp drop\n";

}  // namespace

std::optional<Request> parse_request(std::string_view text) {
  if (text.size() > kMaxRequestBytes) return std::nullopt;
  if (text == "rules") return Request{.verb = Verb::rules};
  if (text == "text") return Request{.verb = Verb::text};
  if (text == "blocked") return Request{.verb = Verb::blocked};
  const auto words = base::split(text, ' ');
  if (words.size() != 3 || (words[0] != "block" && words[0] != "allow") ||
      (words[1] != "tcp" && words[1] != "udp"))
    return std::nullopt;
  const auto port = words[2].empty() ? std::nullopt : parse_port(words[2]);
  if (!port) return std::nullopt;
  return Request{.verb = words[0] == "block" ? Verb::block : Verb::allow,
                 .protocol = words[1] == "tcp" ? Protocol::tcp : Protocol::udp,
                 .port = *port};
}

std::string commands_for(const Request& request) {
  if (request.verb != Verb::block && request.verb != Verb::allow) return "";
  std::string element = " element inet maxos blocked_";
  element.append(request.protocol == Protocol::tcp ? "tcp" : "udp");
  element.append(" { ").append(std::to_string(request.port)).append(" }\n");
  std::string commands(kTable);
  // Adding what is there changes nothing, so that taking it out cannot fail.
  commands.append("add").append(element);
  if (request.verb == Verb::allow) commands.append("delete").append(element);
  return commands;
}

}  // namespace maxos::netfilter
