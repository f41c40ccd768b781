// What takes the space below a directory.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "agents/filesystem/tree_walk.h"

namespace maxos::agents {

// One thing in the directory asked about, with all below it, or one file anywhere below.
struct Consumer {
  std::string path = {};
  std::uint32_t mode = 0;
  // What it takes of the disk (stat(2): blocks of 512 bytes), and the sizes of its files.
  std::uint64_t allocated = 0;
  std::uint64_t size = 0;
  std::uint64_t files = 0;
  bool mount_point = false;
};

struct UsageFound {
  // Of all below, the directory itself included.
  Consumer total;
  std::uint64_t directories = 0;
  // Largest first; of `consumers` there are `consumer_count` in all.
  std::vector<Consumer> consumers;
  std::uint64_t consumer_count = 0;
  std::vector<Consumer> largest_files;
  // More files with several names than are remembered: each of the others counts with its share for each
  // name.
  bool links_estimated = false;
};

// The largest so many of what is shown to it.
class Largest {
 public:
  explicit Largest(std::size_t most = 0) : most_(most) {}
  // Whether one of this size would be kept.
  bool wants(std::uint64_t allocated) const {
    return most_ > 0 && (kept_.size() < most_ || allocated > kept_.front().allocated);
  }
  void add(Consumer consumer);
  // Largest first, then by path. Nothing is left in it.
  std::vector<Consumer> take();

 private:
  std::size_t most_;
  std::vector<Consumer> kept_;
};

// The visitor; take() once the walk is over. A file with several names counts once, for the first that is
// met.
class Usage : public TreeVisitor {
 public:
  // `top`: the directory itself. `limit`: consumers and files that are kept.
  Usage(const struct statx& top, std::size_t limit);

  Step enter(WalkDirectory& directory, WalkThread& thread) override;
  Step entry(const WalkEntry& entry, WalkThread& thread) override;
  void leave(WalkDirectory& directory, WalkThread& thread) override;

  UsageFound take(const std::string& path);

 private:
  // What is below one directory of the top.
  struct Branch {
    std::atomic<std::uint64_t> allocated{0};
    std::atomic<std::uint64_t> size{0};
    std::atomic<std::uint64_t> files{0};
  };
  struct alignas(64) Part {
    Consumer total;
    std::uint64_t directories = 0;
    Largest files;
  };
  using LinkId = std::pair<std::uint64_t, std::uint64_t>;

  // How many of its blocks and bytes count for this name.
  void count_once(const struct statx& info, std::uint64_t& allocated, std::uint64_t& size);
  void add_consumer(Consumer consumer);

  // On the heap: a stack need not keep the alignment that keeps the threads apart.
  std::vector<Part> parts_ = std::vector<Part>(kMaxWalkThreads);
  std::mutex links_mutex_;
  absl::flat_hash_set<LinkId> links_;
  bool links_estimated_ = false;
  std::mutex consumers_mutex_;
  Largest consumers_;
  std::uint64_t consumer_count_ = 0;
};

}  // namespace maxos::agents
