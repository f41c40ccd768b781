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

// "… | grep WORD" behind a form whose answer a slot narrows the same way; false for every other filter.
bool narrow(const ShellCommand& command, Understanding& out) {
  if (command.filter.front().text != "grep") return false;
  const auto filter = read_arguments(std::span(command.filter).subspan(1), {.letters = "i"});
  if (!filter || filter->operands.size() != 1 || filter->operands[0]->glob) return false;
  const ShellWord& word = *filter->operands[0];
  if (out.intent == "system.packages") return put(out, "name", name_value(word, "-+."));
  return out.intent == "system.logs" && !out.follow && put(out, "grep", name_value(word, "-_ :"));
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
  const ShellForm* form = find_form(command->name);
  if (form == nullptr) return std::nullopt;
  std::optional<Understanding> found = form->read(*command);
  if (found && !command->filter.empty() && command->name != "ps" && !narrow(*command, *found))
    return std::nullopt;
  // What ends in a full stop may be a name that ends in one: not for something that changes.
  if (found && command->full_stop && found->confidence < kShellReadConfidence) return std::nullopt;
  return found;
}

}  // namespace maxos::language
