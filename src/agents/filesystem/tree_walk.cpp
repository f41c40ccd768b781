#include "agents/filesystem/tree_walk.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "agents/filesystem/open_directories.h"
#include "agents/filesystem/open_file.h"
#include "agents/filesystem/own_names.h"
#include "agents/json.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

using Clock = ExecutionContext::Clock;

constexpr std::size_t kBufferBytes = std::size_t{64} << 10U;
// What is read at a time once too many directories wait: a few names, so that each level of a deep tree adds
// few.
constexpr std::size_t kCrowdedBytes = 512;
constexpr unsigned kEntriesBetweenChecks = 256;
constexpr std::size_t kPathsKept = 8;
constexpr auto kBeat = std::chrono::milliseconds(20);
constexpr auto kProgressEvery = std::chrono::milliseconds(100);
// A helping thread is worth its start when so many directories wait for it.
constexpr std::size_t kWaitingForHelp = 4;

bool of_the_kernel(int fd) {
  constexpr std::array<std::uint64_t, 11> kKernelFileSystems = {
      PROC_SUPER_MAGIC,   SYSFS_MAGIC,         DEBUGFS_MAGIC, TRACEFS_MAGIC,  SECURITYFS_MAGIC, SELINUX_MAGIC,
      CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, BPF_FS_MAGIC,  EFIVARFS_MAGIC, BINFMTFS_MAGIC};
  struct statfs info {};
  return ::fstatfs(fd, &info) == 0 &&
         std::find(kKernelFileSystems.begin(), kKernelFileSystems.end(),
                   static_cast<std::uint64_t>(info.f_type)) != kKernelFileSystems.end();
}

std::size_t cost_of(const WalkDirectory& directory) {
  return sizeof(WalkDirectory) + 32 + directory.name().size();
}

}  // namespace

class TreeWalk {
 public:
  using Directory = std::shared_ptr<WalkDirectory>;

  TreeWalk(const Roots& roots, const Resolved& top, const WalkOptions& options, TreeVisitor& visitor,
           const ExecutionContext& context)
      : roots_(roots),
        options_(options),
        visitor_(visitor),
        context_(context),
        protected_levels_(roots.protected_levels(top.path)),
        top_(std::make_shared<WalkDirectory>(top.path)) {
    for (const struct statx& info : roots.forbidden_files(false)) out_of_reach_.push_back(id_of(info));
    unsigned threads = options.threads != 0 ? options.threads : std::thread::hardware_concurrency();
    threads = std::clamp(threads, 1U, kMaxWalkThreads);
    for (unsigned i = 0; i < threads; ++i) threads_.push_back(std::make_unique<Thread>(*this, i));
  }

  absl::StatusOr<WalkResult> run(base::UniqueFd start) {
    if (::statx(start.get(), "", AT_EMPTY_PATH, STATX_TYPE | STATX_INO | STATX_MNT_ID, &top_->info_) != 0)
      return base::from_errno(errno, "Cannot look at " + display_name(top_->name()));
    open_.emplace(*top_, std::make_shared<const base::UniqueFd>(std::move(start)), options_.descriptors);
    top_->share_ = 1;
    waiting_.push_back(top_);
    {
      // However the calling thread ends: the others end before it does.
      struct Joiner {
        TreeWalk& walk;
        ~Joiner() {
          walk.end(absl::OkStatus());
          walk.helpers_.clear();
        }
      } const joiner{*this};
      threads_.front()->work();
    }
    if (!failure_.ok()) return failure_;
    for (const auto& thread : threads_) result_.entries += thread->entries;
    return std::move(result_);
  }

 private:
  class Thread : public WalkThread {
   public:
    Thread(TreeWalk& walk, unsigned index) : walk_(walk), index_(index), buffer_(kBufferBytes) {}
    unsigned index() const override { return index_; }
    bool stopping() override {
      // Whoever sees the end says so: what it drops no longer waits, and the tree would seem to be finished.
      if (absl::Status status = walk_.context_.check(); !status.ok()) walk_.end(status);
      if (index_ == 0) walk_.tick();
      return walk_.stop_.load(std::memory_order_relaxed);
    }
    void work() {
      while (const Directory directory = walk_.take(*this)) {
        visit(directory);
        walk_.put_back();
      }
    }
    std::atomic<std::uint64_t> entries{0};

   private:
    void visit(const Directory& directory);
    // None: nothing of it is to be read.
    OpenDirectories::Shared enter(WalkDirectory& directory);
    // False: stopped.
    bool show(const Directory& directory, const dirent64& found);

    TreeWalk& walk_;
    const unsigned index_;
    std::vector<char> buffer_;
    std::vector<Directory> found_;
    unsigned since_check_ = 0;
  };

  // On the calling thread alone.
  void tick() {
    if (!options_.progress || Clock::now() < next_progress_) return;
    WalkProgress progress;
    for (const auto& thread : threads_) progress.entries += thread->entries.load(std::memory_order_relaxed);
    {
      const std::scoped_lock lock(mutex_);
      progress.share = std::min(done_, 1.0);
    }
    options_.progress(progress);
    next_progress_ = Clock::now() + kProgressEvery;
  }

  // No more is begun. The first status holds.
  void end(const absl::Status& status) {
    const std::scoped_lock lock(mutex_);
    if (failure_.ok() && !stop_) failure_ = status;
    stop_ = true;
    changed_.notify_all();
  }

  void stop_well() {
    const std::scoped_lock lock(mutex_);
    if (!stop_) result_.stopped = true;
    stop_ = true;
    changed_.notify_all();
  }

  // The one that was found last: depth first, so that what waits stays little. None: it is over.
  Directory take(Thread& thread) {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (stop_) return nullptr;
      if (!waiting_.empty()) {
        Directory directory = std::move(waiting_.back());
        waiting_.pop_back();
        waiting_bytes_ -= cost_of(*directory);
        ++busy_;
        return directory;
      }
      if (busy_ == 0) return nullptr;
      if (thread.index() != 0) {
        changed_.wait(lock);
        continue;
      }
      changed_.wait_for(lock, kBeat);
      lock.unlock();
      thread.stopping();
      lock.lock();
    }
  }

  void put_back() {
    const std::scoped_lock lock(mutex_);
    if (--busy_ == 0 && waiting_.empty()) changed_.notify_all();
  }

  // Puts `found` in line, behind `aside` if that is to be read on. `last`: nothing else seems to be in
  // `directory`.
  void push(WalkDirectory& directory, std::vector<Directory>& found, const Directory& aside, bool last) {
    const double portion = last ? directory.share_ : directory.share_ / 2;
    const double each = portion / static_cast<double>(found.size() + 1);
    directory.share_ -= portion;
    bool help = false;
    {
      const std::scoped_lock lock(mutex_);
      done_ += each;
      if (aside) wait(aside);
      for (Directory& one : found) {
        one->share_ = each;
        wait(std::move(one));
      }
      help = !helped_ && threads_.size() > 1 && waiting_.size() >= kWaitingForHelp;
      helped_ |= help;
      changed_.notify_all();
    }
    found.clear();
    if (help) start_helpers();
  }

  void wait(Directory directory) {
    waiting_bytes_ += cost_of(*directory);
    waiting_.push_back(std::move(directory));
  }

  // On the calling thread: until there are helpers, it alone pushes. They are joined there too.
  void start_helpers() {
    for (std::size_t i = 1; i < threads_.size(); ++i) {
      helpers_.emplace_back([this, thread = threads_[i].get()] {
        try {
          thread->work();
        } catch (const std::exception& error) {
          end(base::internal(std::string("Walking the tree failed: ") + error.what()));
        }
      });
    }
  }

  void finish(const Directory& directory, Thread& thread) {
    if (--directory->unopened_ == 0) open_->release(*directory);
    {
      const std::scoped_lock lock(mutex_);
      done_ += directory->share_;
    }
    for (Directory at = directory; at && --at->unfinished_ == 0; at = at->parent_) {
      if (at->entered_ && !stop_) visitor_.leave(*at, thread);
    }
  }

  void trouble(const WalkDirectory& directory, int error) {
    // Gone, or something else by now: then there is no such directory to speak of.
    if (error == ENOENT || error == ENOTDIR || error == ELOOP) return;
    std::string path = directory.path();
    const std::scoped_lock lock(mutex_);
    ++result_.unreadable;
    if (result_.unreadable_paths.size() < kPathsKept) result_.unreadable_paths.push_back(std::move(path));
  }

  template <typename Field>
  void count(Field WalkResult::*field) {
    const std::scoped_lock lock(mutex_);
    ++(result_.*field);
  }

  bool out_of_reach(const FileId& id) const { return std::ranges::count(out_of_reach_, id) > 0; }

  const Roots& roots_;
  const WalkOptions& options_;
  TreeVisitor& visitor_;
  const ExecutionContext& context_;
  std::vector<FileId> out_of_reach_;
  // So many levels down there may be something of the service's own by its name.
  const std::size_t protected_levels_;
  const Directory top_;
  std::optional<OpenDirectories> open_;
  std::vector<std::unique_ptr<Thread>> threads_;
  Clock::time_point next_progress_ = Clock::now() + kProgressEvery;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Directory> waiting_;
  std::atomic<std::size_t> waiting_bytes_{0};
  unsigned busy_ = 0;
  bool helped_ = false;
  double done_ = 0;
  std::atomic<bool> stop_{false};
  absl::Status failure_;
  WalkResult result_;
  std::vector<std::jthread> helpers_;
};

OpenDirectories::Shared TreeWalk::Thread::enter(WalkDirectory& directory) {
  TreeWalk& walk = walk_;
  WalkDirectory* const parent = directory.parent();
  OpenDirectories::Shared fd = parent == nullptr ? walk.open_->get(directory) : walk.open_->open(directory);
  const int error = errno;
  if (parent != nullptr && --parent->unopened_ == 0) walk.open_->release(*parent);
  if (!fd) {
    walk.trouble(directory, error);
    return nullptr;
  }
  if (walk.out_of_reach(id_of(directory.info_)) ||
      (directory.depth() <= walk.protected_levels_ && walk.roots_.is_protected(directory.path()))) {
    walk.count(&WalkResult::protected_left_out);
    return nullptr;
  }
  directory.mount_point_ = parent != nullptr && parent->info_.stx_mnt_id != directory.info_.stx_mnt_id;
  if (directory.mount_point_) {
    walk.count(&WalkResult::mount_points);
    if (!walk.options_.cross_mounts || of_the_kernel(fd->get())) {
      walk.count(&WalkResult::mounts_left_out);
      return nullptr;
    }
  }
  walk.count(&WalkResult::directories);
  directory.fd_ = fd->get();
  directory.entered_ = true;
  switch (walk.visitor_.enter(directory, *this)) {
    case TreeVisitor::Step::skip:
      return nullptr;
    case TreeVisitor::Step::stop:
      walk.stop_well();
      return nullptr;
    case TreeVisitor::Step::go_on:
      break;
  }
  return fd;
}

bool TreeWalk::Thread::show(const Directory& directory, const dirent64& found) {
  TreeWalk& walk = walk_;
  const std::string_view name = found.d_name;
  if (name == "." || name == "..") return true;
  if (name.front() == '.' && !walk.options_.own_names && is_own_name(name)) return true;
  unsigned char type = found.d_type;
  struct statx info {};
  const bool suspect = std::any_of(walk.out_of_reach_.begin(), walk.out_of_reach_.end(),
                                   [&](const FileId& id) { return id.inode == found.d_ino; });
  if (type == DT_UNKNOWN || suspect) {
    const bool seen = stat_entry(directory->fd_, found.d_name, info);
    if (seen) type = static_cast<unsigned char>(IFTODT(info.stx_mode));
    if (suspect && (!seen || walk.out_of_reach(id_of(info)))) {
      walk.count(&WalkResult::protected_left_out);
      return true;
    }
  }
  if (directory->depth() < walk.protected_levels_ && walk.roots_.is_protected(directory->path_of(name))) {
    walk.count(&WalkResult::protected_left_out);
    return true;
  }
  entries.fetch_add(1, std::memory_order_relaxed);
  const WalkEntry entry = {.directory = *directory, .name = name, .type = type, .inode = found.d_ino};
  const TreeVisitor::Step step = walk.visitor_.entry(entry, *this);
  if (step == TreeVisitor::Step::stop) {
    walk.stop_well();
    return false;
  }
  if (type == DT_DIR && step == TreeVisitor::Step::go_on) {
    if (directory->depth() + 1 < kMaxWalkDepth) {
      found_.push_back(std::make_shared<WalkDirectory>(directory, name));
    } else {
      walk.count(&WalkResult::too_deep);
    }
  }
  return ++since_check_ % kEntriesBetweenChecks != 0 || !stopping();
}

void TreeWalk::Thread::visit(const Directory& directory) {
  TreeWalk& walk = walk_;
  const bool again = directory->entered_;
  const OpenDirectories::Shared fd = again ? walk.open_->get(*directory) : enter(*directory);
  if (!fd) {
    if (again) walk.trouble(*directory, errno);
    walk.finish(directory, *this);
    return;
  }
  directory->fd_ = fd->get();
  if (directory->resume_ != 0) ::lseek64(fd->get(), directory->resume_, SEEK_SET);
  for (;;) {
    if (stopping()) return;
    const bool crowded = walk.waiting_bytes_ > walk.options_.waiting_bytes;
    const std::size_t size = crowded ? kCrowdedBytes : kBufferBytes;
    const ssize_t bytes = ::getdents64(fd->get(), buffer_.data(), size);
    if (bytes < 0) walk.trouble(*directory, errno);
    if (bytes <= 0) break;
    for (ssize_t at = 0; at < bytes;) {
      // getdents64(2) aligns its records, and the buffer is aligned as operator new is.
      const auto* found = reinterpret_cast<const dirent64*>(buffer_.data() + at);
      at += found->d_reclen;
      directory->resume_ = found->d_off;
      if (!show(directory, *found)) return;
    }
    if (found_.empty()) continue;
    const auto count = static_cast<std::uint32_t>(found_.size());
    directory->unfinished_ += count;
    directory->unopened_ += count;
    const bool last = static_cast<std::size_t>(bytes) + kCrowdedBytes < size;
    walk.push(*directory, found_, crowded ? directory : nullptr, last);
    if (crowded) return;
  }
  walk.finish(directory, *this);
}

absl::StatusOr<WalkResult> walk_tree(const Roots& roots, const Resolved& top, const WalkOptions& options,
                                     TreeVisitor& visitor, const ExecutionContext& context) {
  MAXOS_RETURN_IF_ERROR(context.check());
  auto start = open_directory(top);
  if (!start.ok()) return start.status();
  return TreeWalk(roots, top, options, visitor, context).run(*std::move(start));
}

}  // namespace maxos::agents
