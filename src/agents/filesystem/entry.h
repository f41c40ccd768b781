// One thing in the file system, in words.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace maxos::agents {

// "file", "directory", "symlink", "fifo", "socket", "block_device", "char_device", "unknown". Wire values.
std::string_view type_name(std::uint32_t mode);
// The same for people: "file", "directory", "symbolic link", "named pipe", …
std::string_view type_words(std::uint32_t mode);
// Whether it is the root of a mount (statx(2), STATX_ATTR_MOUNT_ROOT).
bool is_mount_point(const struct statx& info);
// "0644": the permission bits with set-uid, set-gid and sticky.
std::string octal_mode(std::uint32_t mode);
// "-rw-r--r--", as ls(1) prints it.
std::string symbolic_mode(std::uint32_t mode);
// RFC 3339, whole seconds.
std::string time_text(const statx_timestamp& time);

}  // namespace maxos::agents
