// Names that this service gives to what it keeps among people's files.
#pragma once

#include <string>
#include <string_view>

namespace maxos::agents {

// ".Trash-UID" of the user that this process runs as (FreeDesktop Trash specification 1.0).
const std::string& trash_directory_name();

// A new name for a directory in which something is put together: ".maxos-stage-" and random digits.
std::string new_stage_name();

// `count` random bytes as hexadecimal digits.
std::string random_digits(std::size_t count);

// Whether a name in a directory is one of these: left out of what people see and reach.
bool is_own_name(std::string_view name);

// Whether one of the components of `path` is.
bool has_own_name(std::string_view path);

}  // namespace maxos::agents
