// Commands of those who write programs: git, and what builds and tests.
#include <array>

#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

using Result = std::optional<Understanding>;

struct GitForm {
  std::string_view command;
  std::string_view intent;
  // Options that change nothing but how it is shown.
  OptionSpec options;
};

constexpr std::array<GitForm, 4> kGit = {{
    {"status", "dev.git_status", {.letters = "sb", .longs = "short>s branch>b long>s porcelain>s"}},
    {"log",
     "dev.git_log",
     {.valued = "n", .longs = "oneline>o decorate>d graph>g max-count>n:", .number = true}},
    {"branch", "dev.git_branches", {.letters = "av", .longs = "all>a list>l verbose>v show-current>c"}},
    {"diff", "dev.git_diff", {.longs = "stat>s shortstat>s numstat>s name-only>s name-status>s"}},
}};

Result read_commit(std::span<const ShellWord> words) {
  const auto args = read_arguments(words, {.letters = "a", .valued = "m", .longs = "all>a message>m:"});
  if (!args || !args->operands.empty()) return std::nullopt;
  Understanding out = shell_change("dev.commit");
  for (const ShellOption& option : args->options) {
    const bool message = option.letter == 'm';
    if (message && (option.value.empty() || !put(out, "message", std::string(option.value))))
      return std::nullopt;
  }
  return out.slots.contains("message") ? Result(out) : std::nullopt;
}

Result read_git_command(std::span<const ShellWord> words) {
  const std::string& command = words.front().text;
  words = words.subspan(1);
  if (command == "commit") return read_commit(words);
  for (const GitForm& form : kGit) {
    if (form.command != command) continue;
    const auto args = read_arguments(words, form.options);
    if (!args || !args->operands.empty()) return std::nullopt;
    Understanding out = shell_read(form.intent);
    for (const ShellOption& option : args->options) {
      const bool limit = option.letter == 'n' || option.letter == '#';
      if (limit && !put(out, "limit", count_value(option.value))) return std::nullopt;
    }
    return out;
  }
  return std::nullopt;
}

Result read_git(const ShellCommand& command) {
  std::span<const ShellWord> words = command.arguments;
  std::optional<std::string> repository;
  while (!words.empty() && words.front().text.starts_with('-')) {
    if (words.front().text == "--no-pager") {
      words = words.subspan(1);
      continue;
    }
    if (words.front().text != "-C" || repository || words.size() < 2) return std::nullopt;
    repository = path_value(words[1]);
    if (!repository) return std::nullopt;
    words = words.subspan(2);
  }
  // "git log -5 in ~/src": half of it is a sentence.
  if (!repository && words.size() > 2 && contains_word("in of at", words[words.size() - 2].text) &&
      words.front().text != "commit" && looks_like_path(words.back())) {
    repository = path_value(words.back());
    if (!repository) return std::nullopt;
    words = words.first(words.size() - 2);
  }
  if (words.empty()) return std::nullopt;
  Result out = read_git_command(words);
  if (out && repository) put(*out, "repository", *repository);
  return out;
}

Result read_make(const ShellCommand& command) {
  const auto args = read_arguments(command.arguments, {.valued = "C", .longs = "directory>C:"});
  // "make" alone is too short to build something on.
  if (!args || args->operands.size() > 1 || command.arguments.empty()) return std::nullopt;
  const bool test = args->operand_is(0, "test") || args->operand_is(0, "check");
  const bool build = args->operands.empty() || args->operand_is(0, "all") || args->operand_is(0, "build");
  if (!test && !build) return std::nullopt;
  Understanding out = shell_change(test ? "dev.test" : "dev.build");
  for (const ShellOption& option : args->options) {
    if (!put(out, "path", path_value(option))) return std::nullopt;
  }
  return out;
}

// cmake(1) --build, ninja(1) -C: of the directory that is built in.
Result read_build(const ShellCommand& command) {
  const auto args = command.name == "cmake"
                        ? read_arguments(command.arguments, {.valued = "j", .longs = "build>b: parallel>j:"})
                        : read_arguments(command.arguments, {.valued = "Cj"});
  if (!args || !args->operands.empty()) return std::nullopt;
  Understanding out = shell_change("dev.build");
  for (const ShellOption& option : args->options) {
    if (option.letter != 'j' && !put(out, "path", path_value(option))) return std::nullopt;
  }
  return out.slots.contains("path") ? Result(out) : std::nullopt;
}

// Those whose whole line is one of a few.
Result read_line(const ShellCommand& command) {
  struct Line {
    std::string_view names;
    std::string_view arguments;
    std::string_view intent;
  };
  constexpr std::array<Line, 14> kLines = {{
      {"npm", "test", "dev.test"},
      {"npm", "run test", "dev.test"},
      {"npm", "run build", "dev.build"},
      {"pytest", "", "dev.test"},
      {"pytest", "-v", "dev.test"},
      {"pytest", "-q", "dev.test"},
      {"python python3", "-m pytest", "dev.test"},
      {"cargo", "test", "dev.test"},
      {"cargo", "build", "dev.build"},
      {"go", "test ./...", "dev.test"},
      {"go", "build ./...", "dev.build"},
      {"cargo", "test -v", "dev.test"},
      {"cargo", "build -v", "dev.build"},
      {"ctest", "", "dev.test"},
  }};
  const std::string arguments = joined_arguments(command);
  for (const Line& line : kLines) {
    if (!contains_word(line.names, command.name) || line.arguments != arguments) continue;
    return shell_change(line.intent);
  }
  return std::nullopt;
}

constexpr std::array<ShellForm, 4> kForms = {{
    {"git", read_git},
    {"make", read_make},
    {"cmake ninja", read_build},
    {"npm pytest python python3 cargo go ctest", read_line},
}};

}  // namespace

std::span<const ShellForm> developer_shell_forms() {
  return kForms;
}

}  // namespace maxos::language
