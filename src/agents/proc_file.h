// Small files of /proc, /sys and /etc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace maxos::agents {

// The file's content, cut at `max_bytes`; nothing when it cannot be read.
std::optional<std::string> read_small_file(const std::string& path, std::size_t max_bytes = 64 * 1024);
// The same below an open directory.
std::optional<std::string> read_small_file_at(int directory, const char* path, std::size_t max_bytes);

// The content without white space and NUL bytes at its ends; empty when there is none.
std::string read_line(const std::string& path);

// The value behind "KEY" and `separator` in lines of that form ("MemTotal:  123 kB" with ':'), trimmed; empty
// when there is none.
std::string_view field(std::string_view text, std::string_view key, char separator);

// The decimal number at the front of `text`; nothing when there is none.
std::optional<unsigned long long> leading_number(std::string_view text);

}  // namespace maxos::agents
