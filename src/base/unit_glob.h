// Which units a list of globs means. The same rule decides in the agents, in the one-shots that run as root,
// and, written in JavaScript, in polkit (etc/maxos-grpc.rules).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace maxos::base {

// `*` is any number of characters, `?` is one; all else is itself. The whole name must match.
bool matches_unit_glob(std::string_view glob, std::string_view unit);

bool matches_any_unit_glob(const std::vector<std::string>& globs, std::string_view unit);

}  // namespace maxos::base
