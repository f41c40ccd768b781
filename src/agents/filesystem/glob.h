// File name patterns.
#pragma once

#include <absl/status/status.h>

#include <string_view>

namespace maxos::agents {

// The longest pattern in bytes, and the most alternatives that its braces may make.
inline constexpr std::size_t kMaxPattern = 255;

// InvalidArgument when `pattern` is too long, has a slash, or brackets or braces that are not closed.
absl::Status check_glob(std::string_view pattern);

// Whether the whole name matches: * any run, ? one character, [a-z] and [!a-z] sets, {a,b} alternatives (not
// nested), \ takes the next as it is. In time proportional to both lengths multiplied, whatever the pattern;
// fnmatch(3) is exponential.
bool glob_matches(std::string_view pattern, std::string_view name);

}  // namespace maxos::agents
