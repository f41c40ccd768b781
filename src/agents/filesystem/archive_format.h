// The archives that are made here, and what their files are called.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace maxos::agents {

enum class ArchiveFormat { tar_gz, tar_zst, zip };

// "tar.gz", "tar.zst", "zip": the values of file.archive's slot format, and the ending of a file's name.
std::string_view to_string(ArchiveFormat format);
std::optional<ArchiveFormat> archive_format(std::string_view text);
// By a name's ending, whatever its letter case; ".tgz" and ".tzst" too.
std::optional<ArchiveFormat> archive_format_of_name(std::string_view name);

// What stands behind a name's last dot, with it, when it looks like an ending: a few letters and digits, not
// digits alone. ".rar", ".bz2"; empty for "photos", ".photos", "photos.2026" and "photos v1.2".
std::string_view ending_of(std::string_view name);

// The name without the ending of any archive that can be unpacked: "photos" of "photos.tar.xz";
// "NAME-unpacked" of a name that has none.
std::string unpacked_name(std::string_view name);

}  // namespace maxos::agents
