// A directory of a tree that is walked: where it is, and the descriptor to it while there is one.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/fd.h"

namespace maxos::agents {

// Which file something is, whatever it is called.
struct FileId {
  std::uint32_t device_major = 0;
  std::uint32_t device_minor = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileId&) const = default;
};
FileId id_of(const struct statx& info);

// Made by walk_tree(); what a visitor may do with it stands in tree_walk.h.
class WalkDirectory : public std::enable_shared_from_this<WalkDirectory> {
 public:
  // The one where the walk begins: `name` is its absolute path.
  explicit WalkDirectory(std::string path) : name_(std::move(path)) {}
  WalkDirectory(std::shared_ptr<WalkDirectory> parent, std::string_view name)
      : parent_(std::move(parent)), name_(name), depth_(parent_->depth_ + 1), data_(parent_->data_) {}
  ~WalkDirectory();
  WalkDirectory(const WalkDirectory&) = delete;
  WalkDirectory& operator=(const WalkDirectory&) = delete;

  // Its absolute path, or that of a name in it; may be longer than PATH_MAX.
  std::string path() const { return path_of({}); }
  std::string path_of(std::string_view name) const;
  // The path from where the walk began, without a slash in front; empty there.
  std::string relative() const;

  // The last component; the whole path where the walk began.
  const std::string& name() const { return name_; }
  // nullptr where the walk began.
  WalkDirectory* parent() const { return parent_.get(); }
  std::uint32_t depth() const { return depth_; }

  // For reading; valid in the visitor's enter() and entry() alone.
  int fd() const { return fd_; }
  // As it was when it was entered (type, inode, mount).
  const struct statx& info() const { return info_; }
  // Whether another file system, or another part of the same one, is mounted here.
  bool is_mount_point() const { return mount_point_; }

  // The visitor's own, set in enter(); what is below begins with its parent's.
  const std::shared_ptr<void>& data() const { return data_; }
  void set_data(std::shared_ptr<void> data) { data_ = std::move(data); }

 private:
  friend class TreeWalk;
  friend class OpenDirectories;

  std::shared_ptr<WalkDirectory> parent_;
  const std::string name_;
  const std::uint32_t depth_ = 0;
  std::shared_ptr<void> data_;
  struct statx info_ {};
  bool mount_point_ = false;
  int fd_ = -1;

  // Of TreeWalk. Whether enter() was called, and how far it was read when it was put aside.
  bool entered_ = false;
  std::int64_t resume_ = 0;
  // Its share of the whole walk that is not yet done.
  double share_ = 0;
  // Itself and the directories in it that are not yet finished, and those that are not yet opened.
  std::atomic<std::uint32_t> unfinished_{1};
  std::atomic<std::uint32_t> unopened_{1};
  // Of OpenDirectories, behind its lock.
  std::shared_ptr<const base::UniqueFd> open_;
};

}  // namespace maxos::agents
