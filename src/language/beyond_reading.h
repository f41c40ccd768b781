// What looks like something to be read and asks for none of it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "language/said_words.h"

namespace maxos::language {

// "is it safe to ...", "the manual reads '...'", "print label.pdf", "how many beds are free"
bool asks_no_reading(std::string_view intent, const std::map<std::string, std::string, std::less<>>& slots,
                     const Words& words);

// A command line that no half-shell form has read: "tar tf a.tar.gz", "nft flush ruleset", "cargo build
// --release".
bool is_command_nobody_knows(const std::map<std::string, std::string, std::less<>>& slots,
                             const Words& words);

}  // namespace maxos::language
