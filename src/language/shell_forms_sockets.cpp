// Commands that look at sockets, and at the firewall before them: ss, netstat, lsof, nft, iptables, ufw.
#include <array>

#include "base/text.h"
#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

using Result = std::optional<Understanding>;

Result read_sockets(const ShellCommand& command) {
  const bool netstat = command.name == "netstat";
  const auto args = read_arguments(
      command.arguments,
      {.letters = netstat ? "tulnpaeWr" : "tulnpae",
       .longs = netstat ? "listening>l tcp>t udp>u numeric>n programs>p program>p all>a route>r"
                        : "listening>l tcp>t udp>u numeric>n processes>p all>a"});
  if (!args) return std::nullopt;
  if (args->has('r')) {
    for (const ShellOption& option : args->options) {
      if (option.letter != 'r' && option.letter != 'n') return std::nullopt;
    }
    return args->operands.empty() ? Result(shell_read("network.routes")) : std::nullopt;
  }
  Understanding out = shell_read("network.connections");
  const bool listening = args->has('l');
  const bool all = args->has('a');
  const bool tcp = args->has('t');
  const bool udp = args->has('u');
  if (args->operands.size() == 2 && !netstat && !listening && !all && args->operand_is(0, "state")) {
    const std::string& state = args->operands[1]->text;
    if (!contains_word("established listening time-wait close-wait", state)) return std::nullopt;
    put(out, "state", state);
    return out;
  }
  if (!args->operands.empty()) return std::nullopt;
  // UDP alone cannot be said.
  if (udp && !tcp && !listening && !all) return std::nullopt;
  if (listening && !all) put(out, "state", "listening");
  if (tcp && !udp && !listening && !all) put(out, "state", "established");
  return out;
}

// lsof(8): "[protocol][:port]".
bool put_address(std::string_view text, Understanding& out) {
  const std::size_t colon = text.find(':');
  const std::string protocol = base::ascii_lower(text.substr(0, colon));
  if (!protocol.empty() && protocol != "tcp" && protocol != "udp") return false;
  return colon == std::string_view::npos || put(out, "port", port_value(text.substr(colon + 1)));
}

Result read_lsof(const ShellCommand& command) {
  Understanding out = shell_read("network.connections");
  bool internet = false;
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const std::string_view text = command.arguments[i].text;
    if (text == "-n" || text == "-P" || text == "-nP" || text == "-Pn") continue;
    if (base::ascii_lower(text) == "-stcp:listen") {
      if (!put(out, "state", "listening")) return std::nullopt;
      continue;
    }
    const std::size_t letter = text.starts_with("-nPi") || text.starts_with("-Pni") ? 3 : 1;
    if (internet || text.size() <= letter || text.front() != '-' || text[letter] != 'i') return std::nullopt;
    internet = true;
    std::string_view address = text.substr(letter + 1);
    const bool next = address.empty() && i + 1 < command.arguments.size() &&
                      !command.arguments[i + 1].text.starts_with('-');
    if (next) address = command.arguments[++i].text;
    if ((next || !address.empty()) && (address.empty() || !put_address(address, out))) return std::nullopt;
  }
  return internet ? Result(out) : std::nullopt;
}

Result firewall_status() {
  Understanding out = shell_read("network.firewall");
  put(out, "action", "status");
  return out;
}

Result read_nft(const ShellCommand& command) {
  return joined_arguments(command) == "list ruleset" ? firewall_status() : std::nullopt;
}

Result read_iptables(const ShellCommand& command) {
  const auto args =
      read_arguments(command.arguments,
                     {.letters = "LSnv", .longs = "list>L list-rules>S numeric>n verbose>v line-numbers>n"});
  const bool list = args && args->operands.empty() && args->has('L') != args->has('S');
  return list ? firewall_status() : std::nullopt;
}

Result read_ufw(const ShellCommand& command) {
  const std::string arguments = joined_arguments(command);
  if (arguments == "status" || arguments == "status verbose" || arguments == "status numbered")
    return firewall_status();
  if (command.arguments.size() != 2) return std::nullopt;
  const std::string& verb = command.arguments[0].text;
  if (verb != "allow" && verb != "deny") return std::nullopt;
  std::string_view port = command.arguments[1].text;
  Understanding out = shell_change("network.firewall");
  put(out, "action", verb == "allow" ? "allow" : "block");
  if (const std::size_t slash = port.find('/'); slash != std::string_view::npos) {
    const std::string_view protocol = port.substr(slash + 1);
    if (protocol != "tcp" && protocol != "udp") return std::nullopt;
    put(out, "protocol", std::string(protocol));
    port = port.substr(0, slash);
  }
  return put(out, "port", port_value(port)) ? Result(out) : std::nullopt;
}

constexpr std::array<ShellForm, 5> kForms = {{
    {"ss netstat", read_sockets},
    {"lsof", read_lsof},
    {"nft", read_nft},
    {"iptables", read_iptables},
    {"ufw", read_ufw},
}};

}  // namespace

std::span<const ShellForm> socket_shell_forms() {
  return kForms;
}

}  // namespace maxos::language
