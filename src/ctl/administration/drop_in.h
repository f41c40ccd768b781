// Small files that maxosctl writes for systemd and for the daemon.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

namespace maxos::ctl {

// Whether the path can stand in a unit file as it is: absolute, of letters, digits and _ . / - + @ , =, at
// most 255 bytes, without empty parts, "." and "..". What systemd or a shell could read otherwise (blanks,
// quotes, backslashes, colons, percent signs) is not among them.
bool is_plain_path(std::string_view path);

// Replaces the file as a whole and durably, 0644, its folders made 0755: whoever reads it meets the old text
// or the new one.
absl::Status write_file(const std::string& path, std::string_view text);

// Removes the file, and its folder when that was the last one in it. NotFound when there is none.
absl::Status remove_file(const std::string& path);

// The text of a file of ours. NotFound; at most 64 KiB are read.
absl::StatusOr<std::string> read_file(const std::string& path);

}  // namespace maxos::ctl
