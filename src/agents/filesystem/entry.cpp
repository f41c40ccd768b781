#include "agents/filesystem/entry.h"

#include <array>
#include <cstdio>

#include "base/text.h"

namespace maxos::agents {
namespace {

struct Kind {
  std::uint32_t bits;
  std::string_view name;
  std::string_view words;
  char letter;
};

constexpr std::array<Kind, 7> kKinds = {{
    {S_IFREG, "file", "file", '-'},
    {S_IFDIR, "directory", "directory", 'd'},
    {S_IFLNK, "symlink", "symbolic link", 'l'},
    {S_IFIFO, "fifo", "named pipe", 'p'},
    {S_IFSOCK, "socket", "socket", 's'},
    {S_IFBLK, "block_device", "block device", 'b'},
    {S_IFCHR, "char_device", "character device", 'c'},
}};
constexpr Kind kUnknown = {0, "unknown", "thing of unknown type", '?'};

const Kind& kind_of(std::uint32_t mode) {
  for (const Kind& kind : kKinds) {
    if ((mode & S_IFMT) == kind.bits) return kind;
  }
  return kUnknown;
}

}  // namespace

std::string_view type_name(std::uint32_t mode) {
  return kind_of(mode).name;
}

bool is_mount_point(const struct statx& info) {
  return (info.stx_attributes & info.stx_attributes_mask & STATX_ATTR_MOUNT_ROOT) != 0;
}

std::string_view type_words(std::uint32_t mode) {
  return kind_of(mode).words;
}

std::string octal_mode(std::uint32_t mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", mode & 07777U);
  return text.data();
}

std::string symbolic_mode(std::uint32_t mode) {
  std::string text(1, kind_of(mode).letter);
  constexpr std::string_view kLetters = "rwxrwxrwx";
  for (unsigned bit = 0; bit < 9; ++bit) text.push_back((mode & (0400U >> bit)) != 0 ? kLetters[bit] : '-');
  const auto special = [&](std::uint32_t bit, std::size_t at, char letter) {
    if ((mode & bit) != 0) text[at] = text[at] == 'x' ? letter : static_cast<char>(letter - 'a' + 'A');
  };
  special(S_ISUID, 3, 's');
  special(S_ISGID, 6, 's');
  special(S_ISVTX, 9, 't');
  return text;
}

std::string time_text(const statx_timestamp& time) {
  return base::rfc3339(time.tv_sec);
}

}  // namespace maxos::agents
