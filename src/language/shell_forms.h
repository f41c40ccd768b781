// What people type out of habit: "ls -la /srv", "df -h", "systemctl restart nginx".
#pragma once

#include <optional>
#include <string_view>

#include "language/understanding.h"
#include "language/utterance.h"

namespace maxos::language {

// Nothing unless the whole utterance is one such command that means exactly what a capability does: not for
// options that no slot can say, more operands, separators, redirections, nor any pipe but `ps aux | grep
// NAME`. No command is run: it is a way to say what is meant. The confidence is 0.99 for what reads and 0.97
// for what changes something.
std::optional<Understanding> read_shell_form(const Utterance& utterance);

}  // namespace maxos::language
