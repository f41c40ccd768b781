// What people type out of habit: "ls -la /srv", "df -h", "ps aux".
#pragma once

#include <optional>
#include <string_view>

#include "language/understanding.h"
#include "language/utterance.h"

namespace maxos::language {

// Nothing when the utterance is no such command, or one with options that the capability does not have. No
// command is run: it is a way to say what is meant.
std::optional<Understanding> read_shell_form(const Utterance& utterance);

}  // namespace maxos::language
