// A command line's words, options and operands, read as a shell would read them; nothing is run. For the
// shell_forms*.cpp alone.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/understanding.h"

namespace maxos::language {

struct ShellWord {
  // Quotes and escapes undone.
  std::string text;
  // Some of it was in quotes, or escaped.
  bool quoted = false;
  // Has * ? [ ] { } that the shell would expand.
  bool glob = false;
};

struct ShellCommand {
  // In lower case: what begins a sentence may have a capital. "sudo" is left out.
  std::string name;
  std::vector<ShellWord> arguments;
  // What follows the one pipe, if any.
  std::vector<ShellWord> filter;
  // A full stop was taken off the end.
  bool full_stop = false;
};

// Nothing for what is more, or less, than one command: separators, redirections, substitutions, variables,
// comments, control characters, a quotation that does not close, more than kMaxTokens words.
std::optional<ShellCommand> split_command(std::string_view line);

struct OptionSpec {
  // One-dash options without a value, and with one.
  std::string_view letters = {};
  std::string_view valued = {};
  // "all>a lines>n:": two-dash options, the letter that they are told as, and ":" when they take a value.
  std::string_view longs = {};
  // "-20" is the option '#' with the value 20.
  bool number = false;
  // Words that the shell would expand are left to the caller; otherwise they make the command another one.
  bool globs = false;
};

struct ShellOption {
  char letter = 0;
  std::string_view value;
  // As the word that the value is in.
  bool quoted = false;
};

// Points into the words that it was read from.
struct ShellArguments {
  std::vector<ShellOption> options;
  std::vector<const ShellWord*> operands;

  bool has(char letter) const;
  bool operand_is(std::size_t index, std::string_view text) const;
};

// Options and operands in any order, as getopt_long(3) reads them; nothing when an option is not in `spec`.
std::optional<ShellArguments> read_arguments(std::span<const ShellWord> words, const OptionSpec& spec);

struct ShellForm {
  // Separated by spaces.
  std::string_view names;
  std::optional<Understanding> (*read)(const ShellCommand& command);
};

std::span<const ShellForm> file_shell_forms();
std::span<const ShellForm> file_change_shell_forms();
std::span<const ShellForm> system_shell_forms();
std::span<const ShellForm> unit_shell_forms();
std::span<const ShellForm> network_shell_forms();
std::span<const ShellForm> socket_shell_forms();
std::span<const ShellForm> developer_shell_forms();

// An understanding of something that changes nothing, and of something that does.
Understanding shell_read(std::string_view intent);
Understanding shell_change(std::string_view intent);
inline constexpr double kShellReadConfidence = 0.99;
inline constexpr double kShellChangeConfidence = 0.97;

// False when there is no value, or the slot has one already.
bool put(Understanding& out, std::string_view slot, std::optional<std::string> value);

bool contains_word(std::string_view words, std::string_view wanted);
// All arguments with one space between them.
std::string joined_arguments(const ShellCommand& command);

// The readers of values; nothing for what is none.
// "please", "it", "files": what follows a command's name only in a sentence.
bool is_prose(const ShellWord& word);
std::optional<std::string> path_value(const ShellWord& word);
std::optional<std::string> path_value(const ShellOption& option);
// Whether a word is a path beyond doubt, also after a name that is an English word: "cat pictures" is none.
bool looks_like_path(const ShellWord& word);
// A decimal of at most nine digits, without leading zeros.
std::optional<std::string> count_value(std::string_view text);
std::optional<std::string> port_value(std::string_view text);
// A host's name or address in lower case; `certain` when it cannot be an English word.
std::optional<std::string> host_value(const ShellWord& word, bool certain);
// A name of letters, digits and `others`, beginning with a letter or digit.
std::optional<std::string> name_value(const ShellWord& word, std::string_view others);

}  // namespace maxos::language
