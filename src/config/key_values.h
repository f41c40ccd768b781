// Checks of single values that several kinds of keys share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.h"

namespace maxos::config {

// What is wrong with a text, empty when nothing is (checks.h).
using TextCheck = std::string (*)(std::string_view);

// `text` in quotes, bounded, with control characters escaped.
std::string quoted(std::string_view text);

// "must be WHAT, not a string".
std::string expected(std::string_view what, const Value& value);

// The text of `value` when it is one that `check` finds nothing wrong with, else a fault about the key
// `name`.
std::optional<std::string> checked_text(const Value& value, std::string_view name, TextCheck check,
                                        std::vector<Fault>& faults);

// Sets one level of the threshold `key`: a number from 0 to `high`, whole or not; else a fault.
void set_level(const Member& member, std::string_view key, double high, double& level,
               std::vector<Fault>& faults);

}  // namespace maxos::config
