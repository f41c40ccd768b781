#include "agents/filesystem/touched.h"

#include <optional>

#include "agents/filesystem/descent.h"
#include "agents/filesystem/own_names.h"
#include "agents/filesystem/path_text.h"
#include "agents/filesystem/place.h"

namespace maxos::agents {
namespace {

struct Now {
  base::UniqueFd fd;
  std::uint64_t inode = 0;
  std::int64_t modified = 0;
};

std::optional<Now> now_of(const Roots& roots, const std::string& path, const ExecutionContext& context) {
  auto resolved = roots.resolve(path, FinalLink::keep, context);
  struct statx info {};
  if (!resolved.ok() || resolved->path != path || !look(resolved->fd.get(), "", info) ||
      !is_directory(info)) {
    return std::nullopt;
  }
  return Now{std::move(resolved->fd), info.stx_ino, nanoseconds(info.stx_mtime)};
}

}  // namespace

void Touched::before(const std::string& path, const ExecutionContext& context) {
  const std::string directory = directory_of(path);
  if (directories_.contains(directory)) return;
  // In stages and in the trash nobody looks at times.
  if (has_own_name(directory)) return;
  const auto now = now_of(roots_, directory, context);
  if (now) directories_[directory] = {directory, now->inode, now->modified, now->modified};
}

void Touched::after(const std::string& path, const ExecutionContext& context) {
  const auto found = directories_.find(directory_of(path));
  if (found == directories_.end()) return;
  const auto now = now_of(roots_, found->first, context);
  if (now && now->inode == found->second.inode) found->second.after = now->modified;
}

void Touched::restore_later(const std::vector<store::TouchedDirectory>& directories,
                            const ExecutionContext& context) {
  for (const store::TouchedDirectory& directory : directories) {
    const auto now = now_of(roots_, directory.path, context);
    if (now && now->inode == directory.inode && now->modified == directory.after)
      to_restore_.push_back(directory);
  }
}

void Touched::restore(const ExecutionContext& context) {
  for (const store::TouchedDirectory& directory : to_restore_) {
    const auto now = now_of(roots_, directory.path, context);
    if (now && now->inode == directory.inode) set_modified(now->fd.get(), directory.before);
  }
}

void Touched::take_back(const ExecutionContext& context) {
  for (const auto& [path, directory] : directories_) {
    const auto now = now_of(roots_, path, context);
    if (now && now->inode == directory.inode && now->modified == directory.after)
      set_modified(now->fd.get(), directory.before);
  }
}

std::vector<store::TouchedDirectory> Touched::list(const ExecutionContext& context) {
  std::vector<store::TouchedDirectory> all;
  for (auto& [path, directory] : directories_) {
    const auto now = now_of(roots_, path, context);
    if (now && now->inode == directory.inode) directory.after = now->modified;
    all.push_back(directory);
  }
  return all;
}

}  // namespace maxos::agents
