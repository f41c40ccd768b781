// Commands of the service manager: journalctl, systemctl, service, shutdown.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

using Result = std::optional<Understanding>;

constexpr std::string_view kUnitCharacters = "@:_.-";
constexpr std::string_view kActions = "start stop restart reload enable disable";

bool put_unit(const ShellWord& word, Understanding& out) {
  return put(out, "unit", name_value(word, kUnitCharacters));
}

// systemd.time(7), as far as months and years agree with what people say.
std::uint64_t seconds_of_unit(std::string_view unit) {
  struct Unit {
    std::string_view names;
    std::uint64_t seconds;
  };
  constexpr std::array<Unit, 7> kUnits = {{{"s sec secs second seconds", 1},
                                           {"m min mins minute minutes", 60},
                                           {"h hr hrs hour hours", 3'600},
                                           {"d day days", 86'400},
                                           {"w week weeks", 604'800},
                                           {"M month months", 2'592'000},
                                           {"y year years", 31'536'000}}};
  for (const Unit& known : kUnits) {
    if (contains_word(known.names, unit)) return known.seconds;
  }
  return 0;
}

// "1 hour ago", "-90min", "1h 30min ago", "today", "yesterday" in seconds before now.
std::optional<std::string> ago_value(std::string_view text) {
  if (text == "today" || text == "yesterday") return "86400";
  text = base::trim(text);
  if (text.starts_with('-')) {
    text.remove_prefix(1);
  } else if (text.ends_with(" ago")) {
    text.remove_suffix(std::string_view(" ago").size());
  } else {
    return std::nullopt;
  }
  std::uint64_t seconds = 0;
  for (text = base::trim(text); !text.empty(); text = base::trim(text)) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count = count_value(text.substr(0, digits));
    text = base::trim(text.substr(digits));
    const std::size_t letters = std::min(text.find_first_of(" 0123456789"), text.size());
    const std::uint64_t unit = seconds_of_unit(text.substr(0, letters));
    if (!count || unit == 0) return std::nullopt;
    seconds += std::stoull(*count) * unit;
    text.remove_prefix(letters);
  }
  return seconds == 0 ? std::nullopt : std::optional(std::to_string(seconds));
}

// syslog(3): a level's name or number.
std::optional<std::string> priority_value(std::string_view text) {
  constexpr std::array<std::string_view, 8> kLevels = {"emerg",   "alert",  "crit", "err",
                                                       "warning", "notice", "info", "debug"};
  if (text == "error") return "err";
  if (text == "warn") return "warning";
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (text == kLevels[i] || text == std::to_string(i)) return std::string(kLevels[i]);
  }
  return std::nullopt;
}

bool put_journal_option(const ShellOption& option, Understanding& out) {
  const ShellWord word{.text = std::string(option.value), .quoted = option.quoted, .glob = false};
  switch (option.letter) {
    case 'u':
      return put_unit(word, out);
    case 'p':
      return put(out, "priority", priority_value(option.value));
    case 'n':
      return put(out, "limit", count_value(option.value));
    case 'S':
      return put(out, "since", ago_value(option.value));
    case 'U':
      return put(out, "until", ago_value(option.value));
    case 'f':
      out.follow = true;
      return true;
    case 'k':
      return put(out, "unit", "kernel");
    case 'g':
      // The text looked for is no regular expression; a dot stands for itself well enough.
      return !word.text.empty() && word.text.find_first_of("\\*+?[](){}^$|") == std::string::npos &&
             put(out, "grep", word.text);
    default:
      return true;
  }
}

Result read_journalctl(const ShellCommand& command) {
  const auto args = read_arguments(
      command.arguments,
      {.letters = "xefqalk",
       .valued = "upnSUg",
       .longs = "unit>u: priority>p: lines>n: since>S: until>U: grep>g: no-pager>x pager-end>e follow>f "
                "catalog>x quiet>q all>a full>l dmesg>k"});
  if (!args || !args->operands.empty()) return std::nullopt;
  Understanding out = shell_read("system.logs");
  for (const ShellOption& option : args->options) {
    if (!put_journal_option(option, out)) return std::nullopt;
  }
  return out;
}

// The kernel's own entries, which are in the journal too.
Result read_dmesg(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "TtHLxPew",
                                                       .longs = "ctime>T human>H color>L decode>x nopager>P "
                                                                "reltime>e follow>w"});
  if (!args || !args->operands.empty()) return std::nullopt;
  Understanding out = shell_read("system.logs");
  put(out, "unit", "kernel");
  out.follow = args->has('w');
  return out;
}

Result read_power(std::string_view action) {
  Understanding out = shell_change("system.power");
  put(out, "action", std::string(action));
  return out;
}

Result read_control(std::string_view action, const ShellWord& unit) {
  Understanding out = shell_change("system.service_control");
  put(out, "action", std::string(action));
  return put_unit(unit, out) ? Result(out) : std::nullopt;
}

Result read_state(const ShellWord& unit) {
  Understanding out = shell_read("system.service");
  return put_unit(unit, out) ? Result(out) : std::nullopt;
}

Result read_list_units(const ShellArguments& args) {
  Understanding out = shell_read("system.services");
  for (const ShellOption& option : args.options) {
    if (option.letter == 't' && option.value != "service") return std::nullopt;
    if (option.letter == 'a' && !put(out, "state", "all")) return std::nullopt;
    if (option.letter == 'F' && !put(out, "state", "failed")) return std::nullopt;
    if (option.letter != 'S') continue;
    const bool failed = option.value == "failed";
    if (!failed && option.value != "running" && option.value != "active") return std::nullopt;
    if (!put(out, "state", failed ? "failed" : "running")) return std::nullopt;
  }
  return out;
}

Result read_systemctl(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments,
                                   {.letters = "la",
                                    .valued = "t",
                                    .longs = "no-pager>l full>l plain>l no-legend>l failed>F all>a state>S: "
                                             "type>t:"});
  if (!args) return std::nullopt;
  if (args->operands.empty() || (args->operands.size() == 1 && args->operand_is(0, "list-units")))
    return read_list_units(*args);
  for (const ShellOption& option : args->options) {
    if (option.letter != 'l') return std::nullopt;
  }
  const std::string& verb = args->operands[0]->text;
  if (args->operands.size() == 1) {
    const bool power = contains_word("reboot poweroff suspend", verb) && args->options.empty();
    return power ? read_power(verb) : std::nullopt;
  }
  if (args->operands.size() != 2) return std::nullopt;
  if (contains_word("status is-active is-enabled is-failed show", verb))
    return read_state(*args->operands[1]);
  return contains_word(kActions, verb) && args->options.empty() ? read_control(verb, *args->operands[1])
                                                                : std::nullopt;
}

Result read_service(const ShellCommand& command) {
  if (command.arguments.size() == 1 && command.arguments[0].text == "--status-all") {
    Understanding out = shell_read("system.services");
    put(out, "state", "all");
    return out;
  }
  if (command.arguments.size() != 2) return std::nullopt;
  const ShellWord& unit = command.arguments[0];
  const std::string& verb = command.arguments[1].text;
  if (verb == "status") return read_state(unit);
  return contains_word("start stop restart reload", verb) ? read_control(verb, unit) : std::nullopt;
}

Result read_bare_power(const ShellCommand& command) {
  return command.arguments.empty() ? read_power(command.name) : std::nullopt;
}

// shutdown(8): "now", "+10" minutes, "22:00".
std::optional<std::string> when_value(std::string_view text) {
  if (text == "now" || text == "+0") return "now";
  if (text.starts_with('+')) {
    const auto minutes = count_value(text.substr(1));
    return minutes ? std::optional(std::to_string(std::stoull(*minutes) * 60)) : std::nullopt;
  }
  const std::size_t colon = text.find(':');
  if (colon > 2 || text.size() != colon + 3) return std::nullopt;
  const auto hour = count_value(text.substr(0, colon));
  const auto minute = count_value(text.substr(colon + 1));
  if (!hour || !minute || std::stoul(*hour) > 23 || std::stoul(*minute) > 59) return std::nullopt;
  return (hour->size() == 1 ? "0" : "") + *hour + ":" + std::string(text.substr(colon + 1));
}

Result read_shutdown(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "hPrc", .longs = "poweroff>P reboot>r"});
  if (!args || args->options.size() > 1 || args->operands.size() > 1) return std::nullopt;
  if (args->has('c')) return args->operands.empty() ? read_power("cancel") : std::nullopt;
  // Without a time it means "in a minute", which is hardly known.
  if (args->operands.empty()) return std::nullopt;
  Result out = read_power(args->has('r') ? "reboot" : "poweroff");
  return put(*out, "when", when_value(args->operands[0]->text)) ? out : std::nullopt;
}

constexpr std::array<ShellForm, 6> kForms = {{
    {"journalctl", read_journalctl},
    {"dmesg", read_dmesg},
    {"systemctl", read_systemctl},
    {"service", read_service},
    {"reboot poweroff", read_bare_power},
    {"shutdown", read_shutdown},
}};

}  // namespace

std::span<const ShellForm> unit_shell_forms() {
  return kForms;
}

}  // namespace maxos::language
