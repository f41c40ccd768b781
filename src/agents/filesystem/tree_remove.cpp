#include "agents/filesystem/tree_remove.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <string_view>
#include <utility>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/roots.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kChunk = 32 * 1024;

absl::Status failed(int error, const std::string& path) {
  return base::from_errno(error, "Cannot remove " + display_name(path, PATH_MAX));
}

// What a message calls an entry at some depth below `path`.
std::string inner(const std::string& path, std::string_view name) {
  std::string text;
  text.reserve(path.size() + std::string_view("/…/").size() + name.size());
  return text.append(path).append("/…/").append(name);
}

// A directory of ours without the permission to change it, or to read it, gets it: it is on its way out.
void open_up(int fd) {
  struct statx info {};
  if (look(fd, "", info) && (info.stx_mode & 0700U) != 0700U) ::fchmod(fd, (info.stx_mode & 07777U) | 0700U);
}

// By its name: what cannot be read cannot be opened for fchmod(2). A link is not followed on the way: it
// would have been removed as such.
int open_anyway(int parent, const char* name) {
  int fd = open_subdirectory(parent, name);
  if (fd >= 0 || errno != EACCES) return fd;
  const base::UniqueFd path(open_beneath(parent, name, O_PATH | O_DIRECTORY | O_NOFOLLOW));
  if (!path) return -1;
  const std::string self = "/proc/self/fd/" + std::to_string(path.get());
  if (::chmod(self.c_str(), 0700) != 0) return -1;
  return open_subdirectory(parent, name);
}

// Removes what is no directory from `directory`, from its beginning; the name of the first subdirectory that
// it comes to, empty when nothing is left.
absl::StatusOr<std::string> remove_entries(int directory, std::uint64_t mount, const std::string& path,
                                           const ExecutionContext& context) {
  alignas(dirent64) std::array<char, kChunk> buffer;  // NOLINT(*-member-init): filled by the kernel
  for (;;) {
    // From the beginning: what file systems say of a position after removals is their own affair.
    if (::lseek(directory, 0, SEEK_SET) < 0) return failed(errno, path);
    std::size_t removed = 0;
    std::string subdirectory;
    const ssize_t length = ::getdents64(directory, buffer.data(), buffer.size());
    if (length < 0) return failed(errno, path);
    for (ssize_t at = 0; at < length;) {
      MAXOS_RETURN_IF_ERROR(context.check());
      const auto* found = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += found->d_reclen;
      const std::string name = found->d_name;
      if (name == "." || name == "..") continue;
      if (found->d_type != DT_DIR && ::unlinkat(directory, name.c_str(), 0) == 0) {
        ++removed;
        continue;
      }
      struct statx info {};
      if (!look(directory, name.c_str(), info)) {
        if (errno == ENOENT) continue;
        return failed(errno, inner(path, name));
      }
      if (info.stx_mnt_id != mount) {
        return base::failed_precondition(display_name(inner(path, name), PATH_MAX) +
                                         " is a mount point. Unmount it, then ask again.");
      }
      if (!is_directory(info)) {
        if (::unlinkat(directory, name.c_str(), 0) != 0) return failed(errno, inner(path, name));
        ++removed;
      } else if (::unlinkat(directory, name.c_str(), AT_REMOVEDIR) == 0) {
        ++removed;
      } else {
        subdirectory = name;
      }
    }
    if (!subdirectory.empty()) return subdirectory;
    if (removed == 0) return std::string();
  }
}

}  // namespace

ExecutionContext unstoppable() {
  return {std::stop_token(), ExecutionContext::Clock::time_point::max(), nullptr};
}

absl::Status remove_tree(int parent, const std::string& name, const std::string& path,
                         const ExecutionContext& context) {
  struct statx info {};
  if (!look(parent, name.c_str(), info)) return errno == ENOENT ? absl::OkStatus() : failed(errno, path);
  if (!is_directory(info)) {
    return ::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT ? absl::OkStatus()
                                                                       : failed(errno, path);
  }
  base::UniqueFd top(open_anyway(parent, name.c_str()));
  if (!top) return failed(errno, path);
  open_up(top.get());
  DirectoryStack stack;
  std::vector<std::string> names = {name};
  MAXOS_RETURN_IF_ERROR(stack.push(std::move(top)));
  // Not Descent: that reads ahead, and what is removed here must not be looked at again.
  while (stack.depth() > 0) {
    auto left = remove_entries(stack.top(), info.stx_mnt_id, path, context);
    if (!left.ok()) return left.status();
    if (!left->empty()) {
      base::UniqueFd below(open_anyway(stack.top(), left->c_str()));
      if (!below) return failed(errno, path + "/…/" + *left);
      open_up(below.get());
      names.push_back(*std::move(left));
      MAXOS_RETURN_IF_ERROR(stack.push(std::move(below)));
      continue;
    }
    const std::string done = std::move(names.back());
    names.pop_back();
    if (stack.depth() == 1) break;
    MAXOS_RETURN_IF_ERROR(stack.pop());
    if (::unlinkat(stack.top(), done.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
      return failed(errno, inner(path, done));
  }
  if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return failed(errno, path);
  return absl::OkStatus();
}

}  // namespace maxos::agents
