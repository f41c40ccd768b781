// Commands that look at links, routes, hosts and names: ip, ping, dig, nc, and those of Wi-Fi and WireGuard.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

using Result = std::optional<Understanding>;

bool put_interface(std::string_view slot, const ShellWord& word, Understanding& out) {
  // IFNAMSIZ of netdevice(7), with its end mark.
  constexpr std::size_t kLongest = 15;
  return word.text.size() <= kLongest && put(out, slot, name_value(word, "._@:-"));
}

Result read_ip(const ShellCommand& command) {
  std::vector<const ShellWord*> words;
  for (const ShellWord& word : command.arguments) {
    if (contains_word("-br -brief -c -color -o", word.text)) continue;
    if (word.text.starts_with('-') || word.glob) return std::nullopt;
    words.push_back(&word);
  }
  if (words.empty()) return std::nullopt;
  const bool routes = contains_word("r ro route", words[0]->text);
  if (!routes && !contains_word("a addr address l link", words[0]->text)) return std::nullopt;
  const bool shown = words.size() > 1 && contains_word("show list ls s sh", words[1]->text);
  Understanding out = shell_read(routes ? "network.routes" : "network.interfaces");
  if (words.size() == 1 || (shown && words.size() == 2)) return out;
  const std::size_t named = words.size() > 2 && words[2]->text == "dev" ? 3 : 2;
  if (routes || !shown || words.size() != named + 1) return std::nullopt;
  return put_interface("interface", *words[named], out) ? Result(out) : std::nullopt;
}

Result read_ifconfig(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "a"});
  if (!args || args->operands.size() > 1) return std::nullopt;
  Understanding out = shell_read("network.interfaces");
  if (args->operands.empty()) return out;
  return put_interface("interface", *args->operands[0], out) ? Result(out) : std::nullopt;
}

Result read_route(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "ne"});
  return args && args->operands.empty() ? Result(shell_read("network.routes")) : std::nullopt;
}

Result read_ping(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "46n", .valued = "c", .longs = "count>c:"});
  if (!args || args->operands.size() != 1) return std::nullopt;
  Understanding out = shell_read("network.ping");
  for (const ShellOption& option : args->options) {
    if (option.letter != 'c') continue;
    const auto count = count_value(option.value);
    if (count == "0" || !put(out, "count", count)) return std::nullopt;
  }
  return put(out, "host", host_value(*args->operands[0], args->options.empty())) ? Result(out) : std::nullopt;
}

// A record type in any case; nothing for one that is not asked for.
std::optional<std::string> type_value(std::string_view text) {
  constexpr std::string_view kTypes = "a aaaa mx ns txt cname ptr soa srv";
  std::string lower = base::ascii_lower(text);
  if (!contains_word(kTypes, lower)) return std::nullopt;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return static_cast<char>(c - 'a' + 'A'); });
  return lower;
}

Result read_dig(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.valued = "xt"});
  if (!args) return std::nullopt;
  Understanding out = shell_read("network.dns");
  for (const ShellOption& option : args->options) {
    const bool reverse = option.letter == 'x';
    if (!put(out, "type", reverse ? "PTR" : type_value(option.value))) return std::nullopt;
    const ShellWord address{.text = std::string(option.value), .quoted = false, .glob = false};
    if (reverse && !put(out, "host", host_value(address, true))) return std::nullopt;
  }
  for (const ShellWord* word : args->operands) {
    if (contains_word("+short +noall +answer", word->text)) continue;
    // A type may stand before the name or behind it; both are single words.
    if (const auto type = type_value(word->text); type && !word->quoted) {
      if (!put(out, "type", type)) return std::nullopt;
      continue;
    }
    if (!put(out, "host", host_value(*word, args->options.empty()))) return std::nullopt;
  }
  return out.slots.contains("host") ? Result(out) : std::nullopt;
}

Result read_host(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.valued = "t"});
  if (!args || args->operands.size() != 1) return std::nullopt;
  Understanding out = shell_read("network.dns");
  for (const ShellOption& option : args->options) {
    if (!put(out, "type", type_value(option.value))) return std::nullopt;
  }
  return put(out, "host", host_value(*args->operands[0], args->options.empty())) ? Result(out) : std::nullopt;
}

Result read_nslookup(const ShellCommand& command) {
  Understanding out = shell_read("network.dns");
  for (const ShellWord& word : command.arguments) {
    bool option = false;
    for (const std::string_view name : {"-type=", "-query=", "-q="}) {
      if (!word.text.starts_with(name)) continue;
      option = true;
      if (!put(out, "type", type_value(std::string_view(word.text).substr(name.size())))) return std::nullopt;
    }
    if (!option && !put(out, "host", host_value(word, false))) return std::nullopt;
  }
  return out.slots.contains("host") ? Result(out) : std::nullopt;
}

Result read_port(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = command.name == "telnet" ? "" : "zvn"});
  if (!args || args->operands.size() != 2) return std::nullopt;
  Understanding out = shell_read("network.port");
  const bool complete = put(out, "host", host_value(*args->operands[0], false)) &&
                        put(out, "port", port_value(args->operands[1]->text));
  return complete ? Result(out) : std::nullopt;
}

Result with_action(std::string_view intent, std::string_view action) {
  Understanding out = shell_read(intent);
  put(out, "action", std::string(action));
  return out;
}

Result read_wifi(const ShellCommand& command) {
  const std::string arguments = joined_arguments(command);
  if (command.name == "iwconfig") {
    return arguments.empty() ? with_action("network.wifi", "status") : std::nullopt;
  }
  if (command.name == "iw") return arguments == "dev" ? with_action("network.wifi", "status") : std::nullopt;
  for (const std::string_view list : {"dev wifi", "device wifi", "d wifi"}) {
    if (arguments == list || (arguments.starts_with(list) && arguments.substr(list.size()) == " list"))
      return with_action("network.wifi", "list");
  }
  return std::nullopt;
}

Result read_wg(const ShellCommand& command) {
  const std::vector<ShellWord>& words = command.arguments;
  if (words.size() > 2 || (!words.empty() && words[0].text != "show")) return std::nullopt;
  Result out = with_action("network.vpn", "status");
  if (words.size() < 2 || words[1].text == "all") return out;
  return words[1].text != "interfaces" && put_interface("name", words[1], *out) ? out : std::nullopt;
}

Result read_wg_quick(const ShellCommand& command) {
  const std::vector<ShellWord>& words = command.arguments;
  if (words.size() != 2 || (words[0].text != "up" && words[0].text != "down")) return std::nullopt;
  Understanding out = shell_change("network.vpn");
  put(out, "action", words[0].text);
  return put_interface("name", words[1], out) ? Result(out) : std::nullopt;
}

constexpr std::array<ShellForm, 11> kForms = {{
    {"ip", read_ip},
    {"ifconfig", read_ifconfig},
    {"route", read_route},
    {"ping", read_ping},
    {"dig", read_dig},
    {"host", read_host},
    {"nslookup", read_nslookup},
    {"nc netcat ncat telnet", read_port},
    {"iwconfig iw nmcli", read_wifi},
    {"wg", read_wg},
    {"wg-quick", read_wg_quick},
}};

}  // namespace

std::span<const ShellForm> network_shell_forms() {
  return kForms;
}

}  // namespace maxos::language
