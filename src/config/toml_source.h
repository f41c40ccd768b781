// Text of a TOML file (toml.io, v1.0) -> Value. The one place that knows toml++.
#pragma once

#include <string_view>
#include <variant>

#include "config/value.h"

namespace maxos::config {

// The top-level table of `text`, or its first syntax error; `file` stands in the positions. For a key or
// table that is there twice the error names both lines.
std::variant<Value, Fault> parse_toml(std::string_view text, std::string_view file);

}  // namespace maxos::config
