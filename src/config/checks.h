// Forms that values must have beyond their type. Each answers what is wrong with `text`, empty when nothing
// is.
#pragma once

#include <string>
#include <string_view>

namespace maxos::config {

// "127.0.0.1:50051", "[::1]:50051" (port 0: the kernel picks one), "unix:/run/maxos.sock".
std::string check_listen_address(std::string_view text);

// A directory below which files are reached: absolute, without "." and ".." and "//".
std::string check_absolute_path(std::string_view text);
// The same, or empty.
std::string check_optional_path(std::string_view text);

// Path of a unix socket (absolute, short enough for sockaddr_un, unix(7)) or empty.
std::string check_socket_path(std::string_view text);

// An address as digits: a name would need a look-up, which blocks.
std::string check_ip_address(std::string_view text);

// A user name for Redis: no spaces or control characters.
std::string check_redis_user(std::string_view text);

// A unit that can be loaded, with its suffix (systemd.unit(5)).
std::string check_unit_name(std::string_view text);

// A pattern of names, as in "file.*" (glob(7)): no spaces, no control characters.
std::string check_glob(std::string_view text);

// The name of a risk class.
std::string check_risk(std::string_view text);
// A glob (* and ?) that whole unit names can match: with its suffix, or ending in a star.
std::string check_unit_glob(std::string_view text);

// Whether `path` is `root` or lies below it; both absolute and normal.
bool is_below(std::string_view path, std::string_view root);

}  // namespace maxos::config
