#include "agents/filesystem/walk_directory.h"

#include <vector>

namespace maxos::agents {

FileId id_of(const struct statx& info) {
  return {info.stx_dev_major, info.stx_dev_minor, info.stx_ino};
}

WalkDirectory::~WalkDirectory() {
  // One after the other: a chain of thousands that end with this one would otherwise nest as many calls.
  std::shared_ptr<WalkDirectory> next = std::move(parent_);
  while (next && next.use_count() == 1) next = std::move(next->parent_);
}

std::string WalkDirectory::relative() const {
  std::vector<const WalkDirectory*> chain;
  std::size_t bytes = 0;
  for (const WalkDirectory* at = this; at->parent_; at = at->parent_.get()) {
    chain.push_back(at);
    bytes += at->name_.size() + 1;
  }
  std::string path;
  path.reserve(bytes);
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (!path.empty()) path.push_back('/');
    path.append((*at)->name_);
  }
  return path;
}

std::string WalkDirectory::path_of(std::string_view name) const {
  const WalkDirectory* top = this;
  while (top->parent_) top = top->parent_.get();
  std::string path = top->name_ == "/" ? std::string() : top->name_;
  if (const std::string below = relative(); !below.empty()) path.append("/").append(below);
  if (!name.empty()) path.append("/").append(name);
  return path.empty() ? "/" : path;
}

}  // namespace maxos::agents
