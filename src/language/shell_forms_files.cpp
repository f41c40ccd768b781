// Commands that look at files: ls, find, locate, grep -r, stat, cat, head, tail, du, the digests.
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.h"
#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

using Result = std::optional<Understanding>;

// "/srv/log/*.log" as a directory and a pattern; false when the directory is a pattern too.
bool put_glob(const ShellWord& word, std::string_view directory_slot, std::string& pattern,
              Understanding& out) {
  const std::size_t slash = word.text.rfind('/');
  pattern = slash == std::string::npos ? word.text : word.text.substr(slash + 1);
  if (slash == std::string::npos) return true;
  const std::string directory = word.text.substr(0, slash == 0 ? 1 : slash);
  if (directory.find_first_of("*?[]{}") != std::string::npos) return false;
  return put(out, directory_slot, path_value({.text = directory, .quoted = word.quoted, .glob = false}));
}

Result read_ls(const ShellCommand& command) {
  const auto args = read_arguments(
      command.arguments,
      {.letters = "laAhtS1FpsgoGnd",
       .longs = "all>a almost-all>A human-readable>h color>h color=auto>h color=always>h color=never>h "
                "sort=size>S sort=time>t",
       .globs = true});
  if (!args || args->operands.size() > 1) return std::nullopt;
  if (args->has('d')) {
    // The directory itself and not what is in it.
    Understanding info = shell_read("file.info");
    for (const ShellOption& option : args->options) {
      if (std::string_view("ldh").find(option.letter) == std::string_view::npos) return std::nullopt;
    }
    if (args->operands.empty() || !put(info, "path", path_value(*args->operands[0]))) return std::nullopt;
    return info;
  }
  Understanding out = shell_read("file.list");
  for (const ShellOption& option : args->options) {
    if (option.letter == 'a' || option.letter == 'A') out.slots["hidden"] = "true";
    if (option.letter == 't') out.slots["sort"] = "time";
    if (option.letter == 'S') out.slots["sort"] = "size";
  }
  if (args->operands.empty()) return out;
  const ShellWord& operand = *args->operands[0];
  if (operand.glob) {
    std::string pattern;
    if (!put_glob(operand, "path", pattern, out) || pattern.find_first_of("*?[{") == std::string::npos ||
        !put(out, "pattern", pattern))
      return std::nullopt;
    return out;
  }
  return put(out, "path", path_value(operand)) ? Result(out) : std::nullopt;
}

// find(1): "+5M", "-100k"; the sign says which slot.
bool put_size(std::string_view text, Understanding& out) {
  if (text.size() < 2 || (text.front() != '+' && text.front() != '-')) return false;
  const std::string_view slot = text.front() == '+' ? "min_size" : "max_size";
  text.remove_prefix(1);
  std::uint64_t unit = 512;
  constexpr std::array<std::pair<char, std::uint64_t>, 6> kUnits = {
      {{'c', 1}, {'w', 2}, {'b', 512}, {'k', 1024}, {'M', 1024 * 1024}, {'G', 1024 * 1024 * 1024}}};
  for (const auto& [letter, bytes] : kUnits) {
    if (text.back() != letter) continue;
    unit = bytes;
    text.remove_suffix(1);
    break;
  }
  const auto count = count_value(text);
  return count && put(out, slot, std::to_string(std::stoull(*count) * unit));
}

// find(1): "-7" is newer than, "+30" older than so many units.
bool put_age(std::string_view text, std::uint64_t unit, Understanding& out) {
  if (text.size() < 2 || (text.front() != '+' && text.front() != '-')) return false;
  const auto count = count_value(text.substr(1));
  return count && *count != "0" &&
         put(out, text.front() == '-' ? "modified_within" : "older_than",
             std::to_string(std::stoull(*count) * unit));
}

bool put_primary(std::string_view primary, const ShellWord& value, Understanding& out) {
  if (primary == "-name" || primary == "-iname") {
    // Also without the quotes that the shell would want.
    const bool name = !value.text.empty() && value.text.find('/') == std::string::npos;
    return name && put(out, "pattern", value.text);
  }
  if (value.glob) return false;
  if (primary == "-size") return put_size(value.text, out);
  if (primary == "-mtime") return put_age(value.text, 86'400, out);
  if (primary == "-mmin") return put_age(value.text, 60, out);
  if (primary != "-type") return false;
  if (value.text == "d") return put(out, "kind", "directory");
  return value.text == "f";
}

Result read_find(const ShellCommand& command) {
  Understanding out = shell_read("file.search");
  std::span<const ShellWord> words = command.arguments;
  std::optional<std::string> path = ".";
  if (!words.empty() && !words.front().text.starts_with('-')) {
    path = path_value(words.front());
    words = words.subspan(1);
  }
  // "find report.pdf" is a sentence: only a condition makes it the command.
  if (words.empty() || !put(out, "path", std::move(path))) return std::nullopt;
  while (words.size() >= 2) {
    if (!put_primary(words[0].text, words[1], out)) return std::nullopt;
    words = words.subspan(2);
  }
  if (!words.empty() && words.front().text != "-print") return std::nullopt;
  return out.slots.size() > 1 ? Result(out) : std::nullopt;
}

Result read_locate(const ShellCommand& command) {
  const auto args = read_arguments(
      command.arguments, {.letters = "i", .valued = "nl", .longs = "ignore-case>i limit>n:", .globs = true});
  if (!args || args->operands.size() != 1) return std::nullopt;
  const ShellWord& name = *args->operands[0];
  const bool certain = !args->options.empty() || name.glob || looks_like_path(name) ||
                       name.text.find('_') != std::string::npos;
  if (!certain || is_prose(name) || name.text.empty() || name.text.find('/') != std::string::npos)
    return std::nullopt;
  Understanding out = shell_read("file.search");
  for (const ShellOption& option : args->options) {
    if (option.letter != 'i' && !put(out, "limit", count_value(option.value))) return std::nullopt;
  }
  put(out, "pattern", name.text);
  return out;
}

Result read_grep(const ShellCommand& command) {
  const auto args = read_arguments(
      command.arguments,
      {.letters = "rRniIHslF",
       .longs = "recursive>r ignore-case>i line-number>n files-with-matches>l fixed-strings>F include>g: "
                "color>n color=auto>n",
       .globs = true});
  if (!args || (!args->has('r') && !args->has('R')) || args->operands.empty() || args->operands.size() > 2)
    return std::nullopt;
  const ShellWord& text = *args->operands[0];
  // The content looked for is no regular expression; a dot stands for itself well enough.
  const bool expression = !args->has('F') && text.text.find_first_of("\\*[^$") != std::string::npos;
  if (text.text.empty() || text.glob || expression) return std::nullopt;
  Understanding out = shell_read("file.search");
  put(out, "content", text.text);
  for (const ShellOption& option : args->options) {
    if (option.letter == 'g' && (option.value.empty() || !put(out, "pattern", std::string(option.value))))
      return std::nullopt;
  }
  const bool path =
      put(out, "path", args->operands.size() == 2 ? path_value(*args->operands[1]) : std::optional("."));
  return path ? Result(out) : std::nullopt;
}

Result read_stat(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {});
  Understanding out = shell_read("file.info");
  const bool path = args && args->operands.size() == 1 && looks_like_path(*args->operands[0]) &&
                    put(out, "path", path_value(*args->operands[0]));
  return path ? Result(out) : std::nullopt;
}

Result read_pager(const ShellCommand& command) {
  Result out = read_stat(command);
  if (out) out->intent = "file.read";
  return out;
}

Result read_end(const ShellCommand& command) {
  const bool tail = command.name == "tail";
  const auto args = read_arguments(command.arguments, {.letters = tail ? "fF" : "",
                                                       .valued = "n",
                                                       .longs = tail ? "lines>n: follow>f" : "lines>n:",
                                                       .number = true});
  if (!args || args->operands.size() != 1) return std::nullopt;
  const ShellWord& path = *args->operands[0];
  // "tail nginx" is what people say for its log.
  if (args->options.empty() && !looks_like_path(path)) return std::nullopt;
  Understanding out = shell_read("file.read");
  if (!put(out, "from", command.name) || !put(out, "path", path_value(path))) return std::nullopt;
  for (const ShellOption& option : args->options) {
    const bool lines = option.letter == 'n' || option.letter == '#';
    if (lines && !put(out, "lines", count_value(option.value))) return std::nullopt;
  }
  return out;
}

Result read_du(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.letters = "shkm",
                                                       .valued = "d",
                                                       .longs = "summarize>s human-readable>h max-depth>d:",
                                                       .globs = true});
  if (!args || args->operands.size() > 1) return std::nullopt;
  for (const ShellOption& option : args->options) {
    if (option.letter == 'd' && option.value != "0" && option.value != "1") return std::nullopt;
  }
  Understanding out = shell_read("file.usage");
  if (args->operands.empty()) return out;
  const ShellWord& path = *args->operands[0];
  if (path.glob) {
    std::string pattern;
    return put_glob(path, "path", pattern, out) && pattern == "*" ? Result(out) : std::nullopt;
  }
  if (args->options.empty() && !looks_like_path(path)) return std::nullopt;
  return put(out, "path", path_value(path)) ? Result(out) : std::nullopt;
}

Result read_digest(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {});
  Understanding out = shell_read("file.checksum");
  put(out, "algorithm", command.name.substr(0, command.name.size() - std::string_view("sum").size()));
  const bool path = args && args->operands.size() == 1 && put(out, "path", path_value(*args->operands[0]));
  return path ? Result(out) : std::nullopt;
}

constexpr std::array<ShellForm, 9> kForms = {{
    {"ls ll dir", read_ls},
    {"find", read_find},
    {"locate", read_locate},
    {"grep", read_grep},
    {"stat", read_stat},
    {"cat less more", read_pager},
    {"head tail", read_end},
    {"du", read_du},
    {"sha256sum sha1sum sha512sum md5sum", read_digest},
}};

}  // namespace

std::span<const ShellForm> file_shell_forms() {
  return kForms;
}

}  // namespace maxos::language
