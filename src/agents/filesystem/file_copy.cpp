#include "agents/filesystem/file_copy.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <vector>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/place.h"
#include "agents/filesystem/roots.h"
#include "agents/json.h"
#include "base/fd.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// What one system call copies: a cancellation waits for one.
constexpr std::uint64_t kCopyChunk = 4 * 1024 * 1024;
constexpr std::size_t kBuffer = 256 * 1024;
// Small files that may wait for the disk at once, so that the sync at the end is short.
constexpr std::uint64_t kMostUnsynced = 64 * 1024 * 1024;

absl::Status cannot_read(const std::string& path) {
  return base::from_errno(errno, "Cannot read " + display_name(path, PATH_MAX));
}
absl::Status cannot_write(const std::string& path) {
  return change_failed(errno, "Cannot copy " + display_name(path, PATH_MAX));
}

// The bytes from `from` to `end`, which have no hole. Where the source has become shorter: less.
class Range {
 public:
  Range(int source, int target, const std::string& path, CopyState& state)
      : source_(source), target_(target), path_(path), state_(state) {}

  absl::StatusOr<std::uint64_t> copy(std::uint64_t from, std::uint64_t end, const ExecutionContext& context) {
    while (from < end) {
      MAXOS_RETURN_IF_ERROR(context.check());
      const std::uint64_t size = std::min(kCopyChunk, end - from);
      const auto copied = state_.kernel_copy ? in_kernel(from, size) : through_buffer(from, size);
      if (!copied.ok()) return copied.status();
      // Refused by the kernel for this pair of file systems: not asked again.
      if (!*copied) continue;
      if (**copied == 0) break;
      write_back(from, **copied);
      from += **copied;
      if (state_.wrote) state_.wrote(**copied);
    }
    return from;
  }

 private:
  using Copied = absl::StatusOr<std::optional<std::uint64_t>>;

  Copied in_kernel(std::uint64_t at, std::uint64_t size) {
    auto in = static_cast<off64_t>(at);
    auto out = in;
    const ssize_t done = ::copy_file_range(source_, &in, target_, &out, size, 0);
    if (done >= 0) return static_cast<std::uint64_t>(done);
    const bool refused = errno == EXDEV || errno == ENOSYS || errno == EOPNOTSUPP || errno == EINVAL;
    if (!refused) return cannot_write(path_);
    state_.kernel_copy = false;
    return std::nullopt;
  }

  Copied through_buffer(std::uint64_t at, std::uint64_t size) {
    if (buffer_.empty()) buffer_.resize(kBuffer);
    const ssize_t got =
        ::pread(source_, buffer_.data(), std::min(size, std::uint64_t{kBuffer}), static_cast<off_t>(at));
    if (got < 0) return cannot_read(path_);
    for (ssize_t done = 0; done < got;) {
      const ssize_t written = ::pwrite(target_, buffer_.data() + done, static_cast<std::size_t>(got - done),
                                       static_cast<off_t>(at) + done);
      if (written < 0) return cannot_write(path_);
      done += written;
    }
    return static_cast<std::uint64_t>(got);
  }

  // Sends what was written to the disk as it comes, and waits for what was sent before: the disk works while
  // we copy, and the sync at the end finds little to do.
  void write_back(std::uint64_t at, std::uint64_t size) {
    if (size < kCopyChunk) {
      state_.unsynced += size;
      return;
    }
    ::sync_file_range(target_, static_cast<off64_t>(at), static_cast<off64_t>(size), SYNC_FILE_RANGE_WRITE);
    constexpr std::uint64_t kBehind = 8 * kCopyChunk;
    if (at < kBehind) return;
    ::sync_file_range(target_, static_cast<off64_t>(at - kBehind), static_cast<off64_t>(kCopyChunk),
                      SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  }

  int source_;
  int target_;
  const std::string& path_;
  CopyState& state_;
  std::vector<char> buffer_;
};

absl::Status copy_content(int source, std::uint64_t size, int target, const std::string& path,
                          CopyState& state, const ExecutionContext& context) {
  if (size == 0) return absl::OkStatus();
  if (state.clone) {
    if (::ioctl(target, FICLONE, source) == 0) {
      if (state.wrote) state.wrote(size);
      return absl::OkStatus();
    }
    if (errno == ENOSPC || errno == EDQUOT) return cannot_write(path);
    state.clone = false;
  }
  Range range(source, target, path, state);
  std::uint64_t at = 0;
  while (at < size) {
    const off_t data = ::lseek(source, static_cast<off_t>(at), SEEK_DATA);
    if (data < 0 && errno == ENXIO) break;
    // File systems without holes say so.
    const std::uint64_t from = data < 0 ? at : static_cast<std::uint64_t>(data);
    if (from >= size) break;
    const off_t hole = data < 0 ? -1 : ::lseek(source, data, SEEK_HOLE);
    const std::uint64_t end = hole < 0 ? size : std::min(size, static_cast<std::uint64_t>(hole));
    const auto reached = range.copy(from, end, context);
    if (!reached.ok()) return reached.status();
    at = end;
    // Shorter than it was: what is left of it.
    if (*reached < end) break;
  }
  struct stat now {};
  if (::fstat(source, &now) != 0) return cannot_read(path);
  // For a hole at the end.
  const auto length = std::min<std::uint64_t>(size, static_cast<std::uint64_t>(now.st_size));
  return ::ftruncate(target, static_cast<off_t>(length)) == 0 ? absl::OkStatus() : cannot_write(path);
}

absl::Status copy_extended(int from, int to, const std::string& path, CopyState& state) {
  ssize_t size = ::flistxattr(from, nullptr, 0);
  if (size <= 0) return absl::OkStatus();
  std::vector<char> names(static_cast<std::size_t>(size) + 1024);
  size = ::flistxattr(from, names.data(), names.size());
  if (size < 0) return cannot_read(path);
  std::vector<char> value;
  for (ssize_t at = 0; at < size;) {
    const std::string name(names.data() + at);
    at += static_cast<ssize_t>(name.size()) + 1;
    value.resize(XATTR_SIZE_MAX);
    const ssize_t length = ::fgetxattr(from, name.c_str(), value.data(), value.size());
    if (length < 0 && errno == ENODATA) continue;
    if (length >= 0 && ::fsetxattr(to, name.c_str(), value.data(), static_cast<std::size_t>(length), 0) == 0)
      continue;
    if (errno == ENOSPC || errno == EDQUOT) return cannot_write(path);
    // A label of the target's own security module, or one that only root may set.
    if (name.starts_with("security.") || name.starts_with("trusted.")) continue;
    ++state.lost_attributes;
  }
  return absl::OkStatus();
}

std::array<timespec, 2> times_of(const struct statx& info) {
  return {timespec{info.stx_atime.tv_sec, info.stx_atime.tv_nsec},
          timespec{info.stx_mtime.tv_sec, info.stx_mtime.tv_nsec}};
}

}  // namespace

absl::Status copy_attributes(int from, const struct statx& info, int to, const std::string& path,
                             CopyState& state) {
  std::uint32_t mode = info.stx_mode & 07777U;
  struct stat made {};
  if (::fstat(to, &made) != 0) return cannot_write(path);
  if ((made.st_uid != info.stx_uid || made.st_gid != info.stx_gid) &&
      ::fchown(to, info.stx_uid, info.stx_gid) != 0) {
    // Not root: the copy is ours, and what ran as its owner must not run as us.
    if (::fchown(to, static_cast<uid_t>(-1), info.stx_gid) != 0) mode &= ~std::uint32_t{S_ISGID};
    mode &= ~std::uint32_t{S_ISUID};
  }
  MAXOS_RETURN_IF_ERROR(copy_extended(from, to, path, state));
  if (::fchmod(to, mode) != 0) return cannot_write(path);
  const auto times = times_of(info);
  return ::futimens(to, times.data()) == 0 ? absl::OkStatus() : cannot_write(path);
}

absl::Status copy_file(int source, const std::string& name, const struct statx& info, int target,
                       const std::string& target_name, const std::string& path, CopyState& state,
                       const ExecutionContext& context) {
  // O_NONBLOCK: a FIFO put in its place must not hold us up. O_NOATIME is for owners alone.
  constexpr int kFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  base::UniqueFd from(open_beneath(source, name.c_str(), kFlags | O_NOATIME));
  if (!from && errno == EPERM) from.reset(open_beneath(source, name.c_str(), kFlags));
  if (!from) return cannot_read(path);
  struct statx now {};
  if (!look(from.get(), "", now)) return cannot_read(path);
  if (!same_inode(now, info) || (now.stx_mode & S_IFMT) != S_IFREG) {
    return base::failed_precondition(display_name(path, PATH_MAX) + " was replaced while it was copied.");
  }
  const base::UniqueFd to(
      ::openat(target, target_name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!to) return cannot_write(path);
  MAXOS_RETURN_IF_ERROR(copy_content(from.get(), now.stx_size, to.get(), path, state, context));
  MAXOS_RETURN_IF_ERROR(copy_attributes(from.get(), now, to.get(), path, state));
  if (state.unsynced < kMostUnsynced) return absl::OkStatus();
  state.unsynced = 0;
  return ::syncfs(to.get()) == 0 ? absl::OkStatus() : cannot_write(path);
}

absl::Status copy_link(int source, const std::string& name, const struct statx& info, int target,
                       const std::string& target_name, const std::string& path) {
  std::array<char, PATH_MAX> text{};
  const ssize_t length = ::readlinkat(source, name.c_str(), text.data(), text.size() - 1);
  if (length < 0) return cannot_read(path);
  if (::symlinkat(text.data(), target, target_name.c_str()) != 0) return cannot_write(path);
  // Ours when we may not give it away.
  const int given = ::fchownat(target, target_name.c_str(), info.stx_uid, info.stx_gid, AT_SYMLINK_NOFOLLOW);
  if (given != 0 && errno != EPERM) return cannot_write(path);
  const auto times = times_of(info);
  return ::utimensat(target, target_name.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) == 0
             ? absl::OkStatus()
             : cannot_write(path);
}

}  // namespace maxos::agents
