// Commands that look at the machine: figures, processes, disks, identity, clock, users, packages.
#include <array>

#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

using Result = std::optional<Understanding>;

// A command whose options change nothing but how it shows what it shows.
struct PlainForm {
  std::string_view name;
  std::string_view intent;
  OptionSpec options = {};
  // The one operand that may be there.
  std::string_view word = {};
  std::string_view slot = {};
  std::string_view value = {};
};

constexpr std::array<PlainForm, 18> kPlain = {{
    {"uptime", "system.uptime", {.letters = "ps", .longs = "pretty>p since>s"}},
    {"free", "system.metrics", {.letters = "mghkbtwl", .longs = "human>h"}, {}, "kind", "memory"},
    {"vmstat", "system.metrics"},
    {"sensors", "system.metrics", {}, {}, "kind", "temperature"},
    {"loadavg", "system.metrics", {}, {}, "kind", "load"},
    {"htop", "system.processes"},
    {"uname", "system.info", {.letters = "arsmnvpio", .longs = "all>a"}},
    {"hostnamectl", "system.info", {}, "status"},
    {"lsb_release", "system.info", {.letters = "adircs", .longs = "all>a"}},
    {"nproc", "system.info"},
    {"lscpu", "system.info"},
    {"date", "system.time"},
    {"timedatectl", "system.time", {}, "status"},
    {"who", "system.users"},
    {"w", "system.users"},
    {"users", "system.users"},
    {"lsblk", "system.disk", {.letters = "fp", .longs = "fs>f"}},
    {"mount", "system.disk"},
}};

Result read_plain(const ShellCommand& command) {
  for (const PlainForm& form : kPlain) {
    if (form.name != command.name) continue;
    const auto args = read_arguments(command.arguments, form.options);
    if (!args || args->operands.size() > 1) return std::nullopt;
    if (args->operands.size() == 1 && (form.word.empty() || !args->operand_is(0, form.word)))
      return std::nullopt;
    Understanding out = shell_read(form.intent);
    if (!form.slot.empty()) put(out, form.slot, std::string(form.value));
    return out;
  }
  return std::nullopt;
}

// Again and again, with an interval, cannot be said.
Result read_iostat(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "xzdchkmty"});
  if (!args || !args->operands.empty()) return std::nullopt;
  Understanding out = shell_read("system.metrics");
  put(out, "kind", args->has('c') ? "cpu" : "disk");
  return out;
}

Result read_hostname(const ShellCommand& command) {
  if (command.arguments.empty()) return shell_read("system.info");
  const std::string arguments = joined_arguments(command);
  return arguments == "-I" ? Result(shell_read("network.interfaces")) : std::nullopt;
}

Result read_df(const ShellCommand& command) {
  const auto args = read_arguments(
      command.arguments,
      {.letters = "hHkmTiP", .longs = "human-readable>h si>H inodes>i print-type>T portability>P total>P"});
  if (!args || args->operands.size() > 1) return std::nullopt;
  Understanding out = shell_read("system.disk");
  if (args->has('i')) out.about = "inodes";
  if (args->operands.empty()) return out;
  return put(out, "path", path_value(*args->operands[0])) ? Result(out) : std::nullopt;
}

bool put_process_name(const ShellWord& word, Understanding& out) {
  // Not what grep would take for an expression.
  return put(out, "name", name_value(word, "._@+:/-"));
}

Result read_ps(const ShellCommand& command) {
  constexpr std::string_view kBsdWords = "a ax au aux auxw auxww auxf axu axf faux";
  const std::span<const ShellWord> words = command.arguments;
  const bool habit = words.size() == 1 && words[0].text == "-aux";
  const auto args = read_arguments(
      habit ? words.subspan(1) : words,
      {.letters = "eAflFax",
       .valued = "C",
       .longs = "sort=-%mem>m sort=-rss>m sort=-pmem>m sort=-%cpu>c sort=-pcpu>c no-headers>f"});
  if (!args) return std::nullopt;
  Understanding out = shell_read("system.processes");
  for (const ShellWord* word : args->operands) {
    if (!contains_word(kBsdWords, word->text)) return std::nullopt;
  }
  for (const ShellOption& option : args->options) {
    if (option.letter == 'm' && !put(out, "sort", "memory")) return std::nullopt;
    if (option.letter == 'c' && !put(out, "sort", "cpu")) return std::nullopt;
    const ShellWord name{.text = std::string(option.value), .quoted = false, .glob = false};
    if (option.letter == 'C' && !put_process_name(name, out)) return std::nullopt;
  }
  if (command.filter.empty()) return out;
  if (command.filter.front().text != "grep") return std::nullopt;
  const auto filter = read_arguments(std::span(command.filter).subspan(1), {.letters = "i"});
  const bool named = filter && filter->operands.size() == 1 && put_process_name(*filter->operands[0], out);
  return named ? Result(out) : std::nullopt;
}

Result read_top(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "bc", .valued = "no"});
  if (!args || !args->operands.empty()) return std::nullopt;
  Understanding out = shell_read("system.processes");
  for (const ShellOption& option : args->options) {
    if (option.letter == 'n' && option.value != "1") return std::nullopt;
    if (option.letter != 'o') continue;
    const bool memory = contains_word("%MEM +%MEM RES", option.value);
    if (!memory && !contains_word("%CPU +%CPU", option.value)) return std::nullopt;
    if (!put(out, "sort", memory ? "memory" : "cpu")) return std::nullopt;
  }
  return out;
}

Result read_pgrep(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = command.name == "pgrep" ? "alfi" : ""});
  Understanding out = shell_read("system.processes");
  const bool named = args && args->operands.size() == 1 && put_process_name(*args->operands[0], out);
  return named ? Result(out) : std::nullopt;
}

Result with_package(const ShellWord& word) {
  Understanding out = shell_read("system.packages");
  return put(out, "name", name_value(word, "+.:-_")) ? Result(out) : std::nullopt;
}

Result read_apt(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.longs = "upgradable>u upgradeable>u installed>i"});
  if (!args || args->operands.empty() || args->operands.size() > 2) return std::nullopt;
  if (args->operand_is(0, "list") && command.name == "apt") {
    if (args->options.size() != 1) return std::nullopt;
    return args->operands.size() == 1 ? shell_read("system.packages") : with_package(*args->operands[1]);
  }
  const bool about = args->operand_is(0, "show") || args->operand_is(0, "policy");
  if (!about || !args->options.empty() || args->operands.size() != 2) return std::nullopt;
  return with_package(*args->operands[1]);
}

Result read_dpkg(const ShellCommand& command) {
  const auto args = read_arguments(
      command.arguments, {.letters = command.name == "dpkg" ? "ls" : "lsW", .longs = "list>l status>s"});
  if (!args || args->options.size() != 1 || args->operands.size() > 1) return std::nullopt;
  if (args->operands.size() == 1) return with_package(*args->operands[0]);
  return args->has('l') ? Result(shell_read("system.packages")) : std::nullopt;
}

// Of another family of packages; what is asked is the same.
Result read_rpm(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "qai", .longs = "query>q all>a info>i"});
  if (!args || !args->has('q') || args->operands.size() > 1) return std::nullopt;
  if (args->operands.empty()) return args->has('a') ? Result(shell_read("system.packages")) : std::nullopt;
  return args->has('a') ? std::nullopt : with_package(*args->operands[0]);
}

constexpr std::array<ShellForm, 10> kForms = {{
    {"iostat", read_iostat},
    {"uptime free vmstat sensors loadavg htop uname hostnamectl lsb_release nproc lscpu date timedatectl who "
     "w "
     "users lsblk mount",
     read_plain},
    {"hostname", read_hostname},
    {"df", read_df},
    {"ps", read_ps},
    {"top", read_top},
    {"pgrep pidof", read_pgrep},
    {"apt apt-cache", read_apt},
    {"dpkg dpkg-query", read_dpkg},
    {"rpm", read_rpm},
}};

}  // namespace

std::span<const ShellForm> system_shell_forms() {
  return kForms;
}

}  // namespace maxos::language
