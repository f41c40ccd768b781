#include "agents/filesystem/directory_stack.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

#include "base/status.h"

namespace maxos::agents {
namespace {

// Descriptors held at once.
constexpr std::size_t kOpen = 32;

}  // namespace

absl::Status DirectoryStack::push(base::UniqueFd fd) {
  if (levels_.size() >= kMaxDepth) {
    return base::invalid_argument("The tree is deeper than " + std::to_string(kMaxDepth) + " directories.");
  }
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::from_errno(errno, "Cannot look at a directory");
  levels_.push_back({std::move(fd), info.st_dev, info.st_ino});
  // The first stays open: everything is below it.
  if (levels_.size() > kOpen + 1) levels_[levels_.size() - 1 - kOpen].fd.reset();
  return absl::OkStatus();
}

absl::Status DirectoryStack::pop() {
  base::UniqueFd below = std::move(levels_.back().fd);
  levels_.pop_back();
  reopened_ = !levels_.empty() && !levels_.back().fd;
  if (!reopened_) return absl::OkStatus();
  Level& level = levels_.back();
  base::UniqueFd fd(::openat(below.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return base::from_errno(errno, "Cannot go back up in the tree");
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return base::from_errno(errno, "Cannot go back up in the tree");
  if (info.st_dev != level.device || info.st_ino != level.inode) {
    return base::failed_precondition("A directory was moved while it was worked on.");
  }
  level.fd = std::move(fd);
  return absl::OkStatus();
}

}  // namespace maxos::agents
