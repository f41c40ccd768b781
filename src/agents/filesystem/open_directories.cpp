#include "agents/filesystem/open_directories.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "agents/filesystem/open_file.h"

namespace maxos::agents {
namespace {

// Of one step back down: below PATH_MAX, and short enough that the next way back begins near.
constexpr std::size_t kStepBytes = 4000;
constexpr std::size_t kStepComponents = 64;

constexpr unsigned kMask = STATX_TYPE | STATX_INO | STATX_MNT_ID;

}  // namespace

OpenDirectories::OpenDirectories(WalkDirectory& start, Shared fd, std::size_t most)
    : most_(most), start_(start) {
  start_.open_ = std::move(fd);
}

int OpenDirectories::open_below(int directory, const char* path) {
  int fd = open_directory_beneath(directory, path);
  if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
    release_all();
    fd = open_directory_beneath(directory, path);
  }
  return fd;
}

void OpenDirectories::keep(WalkDirectory& directory, const Shared& fd) {
  // Closed behind the lock's back.
  Shared evicted;
  const std::scoped_lock lock(mutex_);
  directory.open_ = fd;
  kept_.push_back(directory.weak_from_this());
  if (kept_.size() <= most_) return;
  if (const auto oldest = kept_.front().lock(); oldest) evicted = std::move(oldest->open_);
  kept_.pop_front();
}

void OpenDirectories::release_all() {
  const std::scoped_lock lock(mutex_);
  for (const auto& one : kept_) {
    if (const auto directory = one.lock(); directory) directory->open_.reset();
  }
  kept_.clear();
}

void OpenDirectories::release(WalkDirectory& directory) {
  if (&directory == &start_) return;
  Shared closed;
  const std::scoped_lock lock(mutex_);
  closed = std::move(directory.open_);
}

OpenDirectories::Shared OpenDirectories::open(WalkDirectory& directory) {
  const Shared parent = get(*directory.parent_);
  if (!parent) return nullptr;
  Shared fd = std::make_shared<const base::UniqueFd>(open_below(parent->get(), directory.name_.c_str()));
  if (!*fd || ::statx(fd->get(), "", AT_EMPTY_PATH, kMask, &directory.info_) != 0) return nullptr;
  keep(directory, fd);
  return fd;
}

OpenDirectories::Shared OpenDirectories::get(WalkDirectory& directory) {
  Shared at;
  std::vector<WalkDirectory*> down;
  {
    const std::scoped_lock lock(mutex_);
    WalkDirectory* from = &directory;
    for (; !from->open_; from = from->parent_.get()) down.push_back(from);
    at = from->open_;
  }
  while (!down.empty()) {
    std::string step;
    WalkDirectory* end = nullptr;
    for (std::size_t i = 0; i < kStepComponents && !down.empty(); ++i) {
      if (end != nullptr && step.size() + 1 + down.back()->name_.size() > kStepBytes) break;
      end = down.back();
      down.pop_back();
      if (!step.empty()) step.push_back('/');
      step.append(end->name_);
    }
    const Shared fd = std::make_shared<const base::UniqueFd>(open_below(at->get(), step.c_str()));
    struct statx info {};
    if (!*fd || ::statx(fd->get(), "", AT_EMPTY_PATH, kMask, &info) != 0) return nullptr;
    if (id_of(info) != id_of(end->info_) || info.stx_mnt_id != end->info_.stx_mnt_id) {
      errno = ESTALE;
      return nullptr;
    }
    keep(*end, fd);
    at = fd;
  }
  return at;
}

}  // namespace maxos::agents
