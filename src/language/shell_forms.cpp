#include "language/shell_forms.h"

#include <array>
#include <span>
#include <string>

#include "base/text.h"
#include "language/shell_forms_command.h"

namespace maxos::language {
namespace {

// The longest name among the forms.
constexpr std::size_t kLongestName = 11;

const ShellForm* find_form(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return nullptr;
  const std::array<std::span<const ShellForm>, 7> tables = {
      file_shell_forms(),    file_change_shell_forms(), system_shell_forms(),   unit_shell_forms(),
      network_shell_forms(), socket_shell_forms(),      developer_shell_forms()};
  for (const std::span<const ShellForm> table : tables) {
    for (const ShellForm& form : table) {
      if (contains_word(form.names, name)) return &form;
    }
  }
  return nullptr;
}

// "dpkg -l | grep nginx", "journalctl -u nginx | grep timeout": what is kept of a list that is read.
std::optional<Understanding> read_filtered(const ShellCommand& command) {
  const std::string_view slot = contains_word("dpkg rpm", command.name)     ? "name"
                                : command.name == "journalctl"              ? "grep"
                                : contains_word("ss netstat", command.name) ? "port"
                                                                            : "";
  if (slot.empty() || command.filter.front().text != "grep") return std::nullopt;
  const auto filter = read_arguments(std::span(command.filter).subspan(1), {.letters = "iwF"});
  if (!filter || filter->operands.size() != 1) return std::nullopt;
  std::string text = filter->operands[0]->text;
  if (slot == "port" && text.starts_with(':')) text.erase(0, 1);
  // No regular expressions.
  if (text.empty() || text.find_first_of("\\*+?[](){}^$|") != std::string::npos) return std::nullopt;
  ShellCommand list = command;
  list.filter.clear();
  const ShellForm* const form = find_form(list.name);
  std::optional<Understanding> out = form->read(list);
  // What is followed is not narrowed.
  const bool kept =
      out && !out->follow && put(*out, slot, slot == "port" ? port_value(text) : std::optional(text));
  return kept ? out : std::nullopt;
}

}  // namespace

std::optional<Understanding> read_shell_form(const Utterance& utterance) {
  if (utterance.too_long || utterance.tokens.empty() || utterance.tokens.front().kind != TokenKind::word)
    return std::nullopt;
  // Most utterances are sentences: their first word tells.
  const std::string_view first = utterance.tokens.front().lower;
  if (first != "sudo" && find_form(first) == nullptr) return std::nullopt;
  const std::optional<ShellCommand> command = split_command(utterance.clean);
  if (!command) return std::nullopt;
  if (!command->filter.empty() && command->name != "ps") return read_filtered(*command);
  const ShellForm* form = find_form(command->name);
  if (form == nullptr) return std::nullopt;
  std::optional<Understanding> found = form->read(*command);
  // What ends in a full stop may be a name that ends in one: not for something that changes.
  if (found && command->full_stop && found->confidence < kShellReadConfidence) return std::nullopt;
  return found;
}

}  // namespace maxos::language
