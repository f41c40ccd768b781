#include "agents/filesystem/usage.h"

#include <algorithm>
#include <memory>

#include "agents/filesystem/open_file.h"

namespace maxos::agents {
namespace {

// Files with several names that are remembered: just what a table of 2^20 places holds, 18 MB.
constexpr std::size_t kMaxCountedLinks = (std::size_t{1} << 20U) / 8 * 7;
constexpr std::uint64_t kUsageBlock = 512;

bool has_type(const struct statx& info, std::uint32_t type) {
  return (info.stx_mode & S_IFMT) == type;
}

bool larger(const Consumer& a, const Consumer& b) {
  return a.allocated != b.allocated ? a.allocated > b.allocated : a.path < b.path;
}

}  // namespace

void Largest::add(Consumer consumer) {
  if (!wants(consumer.allocated)) return;
  if (kept_.size() == most_) {
    std::pop_heap(kept_.begin(), kept_.end(), larger);
    kept_.pop_back();
  }
  kept_.push_back(std::move(consumer));
  std::push_heap(kept_.begin(), kept_.end(), larger);
}

std::vector<Consumer> Largest::take() {
  std::sort(kept_.begin(), kept_.end(), larger);
  return std::move(kept_);
}

Usage::Usage(const struct statx& top, std::size_t limit) : consumers_(limit) {
  for (Part& part : parts_) part.files = Largest(limit);
  parts_.front().total = {.mode = top.stx_mode, .allocated = top.stx_blocks * kUsageBlock};
}

void Usage::count_once(const struct statx& info, std::uint64_t& allocated, std::uint64_t& size) {
  if (info.stx_nlink < 2 || has_type(info, S_IFDIR)) return;
  const LinkId id{(std::uint64_t{info.stx_dev_major} << 32U) | info.stx_dev_minor, info.stx_ino};
  const std::scoped_lock lock(links_mutex_);
  if (links_.contains(id)) {
    allocated = 0;
    size = 0;
  } else if (links_.size() < kMaxCountedLinks) {
    links_.insert(id);
  } else {
    links_estimated_ = true;
    allocated /= info.stx_nlink;
    size /= info.stx_nlink;
  }
}

TreeVisitor::Step Usage::enter(WalkDirectory& directory, WalkThread& thread) {
  ++parts_.at(thread.index()).directories;
  if (directory.depth() == 1) {
    auto branch = std::make_shared<Branch>();
    struct statx info {};
    if (stat_entry(directory.fd(), ".", info)) branch->allocated = info.stx_blocks * kUsageBlock;
    directory.set_data(std::move(branch));
  }
  return Step::go_on;
}

TreeVisitor::Step Usage::entry(const WalkEntry& entry, WalkThread& thread) {
  struct statx info {};
  if (!stat_entry(entry.directory.fd(), entry.name.data(), info)) return Step::go_on;
  Part& part = parts_.at(thread.index());
  std::uint64_t allocated = info.stx_blocks * kUsageBlock;
  const bool file = has_type(info, S_IFREG);
  std::uint64_t size = file ? info.stx_size : 0;
  count_once(info, allocated, size);
  part.total.allocated += allocated;
  part.total.size += size;
  part.total.files += file ? 1 : 0;
  if (file && part.files.wants(allocated)) {
    part.files.add({.path = entry.directory.path_of(entry.name),
                    .mode = info.stx_mode,
                    .allocated = allocated,
                    .size = size,
                    .files = 1});
  }
  if (auto* branch = static_cast<Branch*>(entry.directory.data().get()); branch != nullptr) {
    branch->allocated.fetch_add(allocated, std::memory_order_relaxed);
    branch->size.fetch_add(size, std::memory_order_relaxed);
    branch->files.fetch_add(file ? 1 : 0, std::memory_order_relaxed);
  } else if (!has_type(info, S_IFDIR)) {
    add_consumer({.path = entry.directory.path_of(entry.name),
                  .mode = info.stx_mode,
                  .allocated = allocated,
                  .size = size,
                  .files = file ? 1U : 0U});
  }
  return Step::go_on;
}

void Usage::leave(WalkDirectory& directory, WalkThread& /*thread*/) {
  if (directory.depth() != 1) return;
  const auto& branch = *static_cast<Branch*>(directory.data().get());
  add_consumer({.path = directory.path(),
                .mode = S_IFDIR,
                .allocated = branch.allocated,
                .size = branch.size,
                .files = branch.files,
                .mount_point = directory.is_mount_point()});
}

void Usage::add_consumer(Consumer consumer) {
  const std::scoped_lock lock(consumers_mutex_);
  ++consumer_count_;
  consumers_.add(std::move(consumer));
}

UsageFound Usage::take(const std::string& path) {
  UsageFound found;
  Largest files = parts_.front().files;
  for (Part& part : parts_) {
    found.total.allocated += part.total.allocated;
    found.total.size += part.total.size;
    found.total.files += part.total.files;
    found.directories += part.directories;
    if (&part == &parts_.front()) continue;
    for (Consumer& file : part.files.take()) files.add(std::move(file));
  }
  found.total.path = path;
  found.total.mode = S_IFDIR;
  found.largest_files = files.take();
  found.consumers = consumers_.take();
  found.consumer_count = consumer_count_;
  found.links_estimated = links_estimated_;
  return found;
}

}  // namespace maxos::agents
