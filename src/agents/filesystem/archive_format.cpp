#include "agents/filesystem/archive_format.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace maxos::agents {
namespace {

struct Ending {
  std::string_view text;
  ArchiveFormat format;
};
constexpr std::array<Ending, 5> kMade = {{{".tar.gz", ArchiveFormat::tar_gz},
                                          {".tgz", ArchiveFormat::tar_gz},
                                          {".tar.zst", ArchiveFormat::tar_zst},
                                          {".tzst", ArchiveFormat::tar_zst},
                                          {".zip", ArchiveFormat::zip}}};
// Longer ones first.
constexpr std::array<std::string_view, 12> kUnpacked = {".tar.bz2", ".tar.zst", ".tar.gz", ".tar.xz",
                                                        ".tbz2",    ".tzst",    ".tgz",    ".txz",
                                                        ".tar",     ".zip",     ".jar",    ".apk"};

constexpr std::size_t kLongestEnding = 8;

}  // namespace

std::string_view to_string(ArchiveFormat format) {
  switch (format) {
    case ArchiveFormat::tar_gz:
      return "tar.gz";
    case ArchiveFormat::tar_zst:
      return "tar.zst";
    case ArchiveFormat::zip:
      return "zip";
  }
  return "tar.gz";
}

std::optional<ArchiveFormat> archive_format(std::string_view text) {
  for (const ArchiveFormat format : {ArchiveFormat::tar_gz, ArchiveFormat::tar_zst, ArchiveFormat::zip}) {
    if (text == to_string(format)) return format;
  }
  return std::nullopt;
}

std::optional<ArchiveFormat> archive_format_of_name(std::string_view name) {
  const std::string lower = base::ascii_lower(name);
  for (const Ending& ending : kMade) {
    if (lower.ends_with(ending.text)) return ending.format;
  }
  return std::nullopt;
}

std::string_view ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == 0 || dot == std::string_view::npos) return {};
  const std::string_view ending = name.substr(dot);
  const std::string_view letters = ending.substr(1);
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool looks_like_one =
      letters.size() <= kLongestEnding && std::any_of(letters.begin(), letters.end(), letter) &&
      std::all_of(letters.begin(), letters.end(), [&](char c) { return letter(c) || digit(c); });
  return looks_like_one ? ending : std::string_view();
}

std::string unpacked_name(std::string_view name) {
  const std::string lower = base::ascii_lower(name);
  for (const std::string_view ending : kUnpacked) {
    if (lower.size() > ending.size() && lower.ends_with(ending))
      return std::string(name.substr(0, name.size() - ending.size()));
  }
  return std::string(name) + "-unpacked";
}

}  // namespace maxos::agents
