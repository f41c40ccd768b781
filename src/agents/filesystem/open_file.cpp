#include "agents/filesystem/open_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

namespace maxos::agents {
namespace {

constexpr unsigned kFileMask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;
// The one way from an O_PATH descriptor to its file (open(2)). It says where this process's own descriptors
// are, not what the machine is like, so it is no part of the world that tests replace.
constexpr const char* kOwnDescriptor = "/proc/self/fd/%d";

}  // namespace

int open_beneath(int directory, const char* path, int flags, std::uint64_t resolve) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve;
  for (int attempt = 0;; ++attempt) {
    const long fd = ::syscall(SYS_openat2, directory, path, &how, sizeof(how));
    // EAGAIN: something was renamed while the kernel looked ("openat2(2)"); it asks to try again.
    if (fd >= 0 || errno != EAGAIN || attempt == 8) return static_cast<int>(fd);
  }
}

int open_directory_beneath(int directory, const char* path) {
  return open_beneath(directory, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, RESOLVE_NO_SYMLINKS);
}

base::UniqueFd open_regular(int path_fd, struct statx& info) {
  if (::statx(path_fd, "", AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, kFileMask, &info) != 0) return {};
  if ((info.stx_mode & S_IFMT) != S_IFREG) {
    errno = ENXIO;
    return {};
  }
  std::array<char, 32> link{};
  std::snprintf(link.data(), link.size(), kOwnDescriptor, path_fd);
  return base::UniqueFd(::open(link.data(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
}

base::UniqueFd open_regular(int directory, const char* name, struct statx& info) {
  const base::UniqueFd found(open_beneath(directory, name, O_PATH | O_NOFOLLOW, RESOLVE_NO_SYMLINKS));
  return found ? open_regular(found.get(), info) : base::UniqueFd();
}

bool stat_entry(int directory, const char* name, struct statx& info) {
  return ::statx(directory, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT, kFileMask, &info) == 0;
}

}  // namespace maxos::agents
