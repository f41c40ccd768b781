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
#include <vector>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/directory_stack.h"
#include "agents/filesystem/roots.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// Bytes of names read at once; few where a tree is deep, since every level remembers its own.
constexpr std::size_t kChunk = 32 * 1024;
constexpr std::size_t kSmallChunk = 2 * 1024;
constexpr std::size_t kDeep = 128;

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
void open_up(int fd, const struct statx& info) {
  if ((info.stx_mode & 0700U) != 0700U) ::fchmod(fd, (info.stx_mode & 07777U) | 0700U);
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

// A directory that is being emptied.
struct Level {
  std::string name;
  // Subdirectories that were read and are not empty.
  std::vector<std::string> below;
  // Whether anything went since it was last read from its beginning.
  bool removed = false;
  bool read_all = false;
};

class Remover {
 public:
  // Removes only what is on `mount`. `path`: of the top, for messages.
  Remover(std::uint64_t mount, const std::string& path, const ExecutionContext& context)
      : mount_(mount), path_(path), context_(context) {}

  absl::Status enter(base::UniqueFd fd, std::string name) {
    struct statx info {};
    if (!look(fd.get(), "", info)) return failed(errno, inner(path_, name));
    if (info.stx_mnt_id != mount_) return mounted(name);
    open_up(fd.get(), info);
    MAXOS_RETURN_IF_ERROR(stack_.push(std::move(fd)));
    levels_.push_back({std::move(name), {}, false, false});
    return absl::OkStatus();
  }

  // Not Descent: that looks at all that it reads, and most of it need not be looked at to be removed.
  absl::Status empty() {
    for (;;) {
      Level& level = levels_.back();
      if (!level.below.empty()) {
        std::string name = std::move(level.below.back());
        level.below.pop_back();
        base::UniqueFd below(open_anyway(stack_.top(), name.c_str()));
        if (!below && errno == ENOENT) continue;
        if (!below) return failed(errno, inner(path_, name));
        MAXOS_RETURN_IF_ERROR(enter(std::move(below), std::move(name)));
      } else if (!level.read_all) {
        MAXOS_RETURN_IF_ERROR(remove_chunk(level));
      } else if (levels_.size() == 1) {
        return absl::OkStatus();
      } else {
        MAXOS_RETURN_IF_ERROR(leave());
      }
    }
  }

 private:
  absl::Status mounted(const std::string& name) const {
    return base::failed_precondition(display_name(inner(path_, name), PATH_MAX) +
                                     " is a mount point. Unmount it, then ask again.");
  }

  absl::Status leave() {
    Level done = std::move(levels_.back());
    levels_.pop_back();
    MAXOS_RETURN_IF_ERROR(stack_.pop());
    if (::unlinkat(stack_.top(), done.name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) {
      levels_.back().removed = true;
      return absl::OkStatus();
    }
    // What file systems say of a position after removals is their own affair: it is read from its beginning
    // once more. As long as that gets ahead.
    if (!done.removed || (errno != ENOTEMPTY && errno != EEXIST))
      return failed(errno, inner(path_, done.name));
    levels_.back().below.push_back(std::move(done.name));
    return absl::OkStatus();
  }

  // Reads on, removes what can be removed at once, and remembers the subdirectories that are not empty.
  absl::Status remove_chunk(Level& level) {
    alignas(dirent64) std::array<char, kChunk> buffer;  // NOLINT(*-member-init): filled by the kernel
    const int directory = stack_.top();
    const std::size_t size = levels_.size() > kDeep ? kSmallChunk : kChunk;
    const ssize_t length = ::getdents64(directory, buffer.data(), size);
    if (length < 0) return failed(errno, path_);
    if (length == 0) {
      // leave() sees whether the others are empty.
      level.read_all = levels_.size() > 1 || !level.removed;
      if (level.read_all) return absl::OkStatus();
      level.removed = false;
      return ::lseek(directory, 0, SEEK_SET) == 0 ? absl::OkStatus() : failed(errno, path_);
    }
    for (ssize_t at = 0; at < length;) {
      MAXOS_RETURN_IF_ERROR(context_.check());
      const auto* found = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += found->d_reclen;
      const std::string_view name = found->d_name;
      if (name != "." && name != "..") MAXOS_RETURN_IF_ERROR(remove_entry(level, *found));
    }
    return absl::OkStatus();
  }

  absl::Status remove_entry(Level& level, const dirent64& found) const {
    const int directory = stack_.top();
    const char* name = found.d_name;
    if (::unlinkat(directory, name, found.d_type == DT_DIR ? AT_REMOVEDIR : 0) == 0) {
      level.removed = true;
      return absl::OkStatus();
    }
    if (found.d_type == DT_DIR && (errno == ENOTEMPTY || errno == EEXIST)) {
      level.below.emplace_back(name);
      return absl::OkStatus();
    }
    struct statx info {};
    if (!look(directory, name, info))
      return errno == ENOENT ? absl::OkStatus() : failed(errno, inner(path_, name));
    if (info.stx_mnt_id != mount_) return mounted(name);
    if (::unlinkat(directory, name, is_directory(info) ? AT_REMOVEDIR : 0) == 0) {
      level.removed = true;
    } else if (is_directory(info)) {
      level.below.emplace_back(name);
    } else {
      return failed(errno, inner(path_, name));
    }
    return absl::OkStatus();
  }

  const std::uint64_t mount_;
  const std::string& path_;
  const ExecutionContext& context_;
  DirectoryStack stack_;
  std::vector<Level> levels_;
};

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
  Remover remover(info.stx_mnt_id, path, context);
  MAXOS_RETURN_IF_ERROR(remover.enter(std::move(top), name));
  MAXOS_RETURN_IF_ERROR(remover.empty());
  if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return failed(errno, path);
  return absl::OkStatus();
}

}  // namespace maxos::agents
