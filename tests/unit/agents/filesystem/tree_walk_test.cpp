#include "agents/filesystem/tree_walk.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "../scene.h"

namespace maxos::agents {
namespace {

// Every path that was shown, and the order of enter and leave.
class Recorder : public TreeVisitor {
 public:
  Step enter(WalkDirectory& directory, WalkThread&) override {
    const std::scoped_lock lock(mutex_);
    EXPECT_TRUE(entered_.insert(directory.path()).second) << directory.path();
    if (directory.is_mount_point()) mounts.insert(directory.path());
    return skipped.contains(directory.name()) ? Step::skip : Step::go_on;
  }
  Step entry(const WalkEntry& entry, WalkThread&) override {
    const std::scoped_lock lock(mutex_);
    const std::string path = entry.directory.path_of(entry.name);
    EXPECT_TRUE(paths.emplace(path, entry.type).second) << path;
    return Step::go_on;
  }
  void leave(WalkDirectory& directory, WalkThread&) override {
    const std::scoped_lock lock(mutex_);
    // Its children left before.
    left.push_back(directory.path());
    entered_.erase(directory.path());
    for (const std::string& open : entered_) {
      EXPECT_FALSE(open.starts_with(directory.path() + "/")) << open << " is still entered";
    }
  }

  std::map<std::string, unsigned char> paths;
  std::vector<std::string> left;
  std::set<std::string> skipped;
  std::set<std::string> mounts;

 private:
  std::mutex mutex_;
  std::set<std::string> entered_;
};

// Counts alone, for big trees.
class Counter : public TreeVisitor {
 public:
  Step entry(const WalkEntry& entry, WalkThread&) override {
    if (entry.type == DT_DIR) ++directories;
    return ++entries == stop_at ? Step::stop : Step::go_on;
  }
  void leave(WalkDirectory&, WalkThread&) override { ++left; }
  std::atomic<std::uint64_t> entries{0};
  std::atomic<std::uint64_t> directories{0};
  std::atomic<std::uint64_t> left{0};
  std::uint64_t stop_at = 0;
};

class TreeWalkTest : public FilesScene {
 protected:
  absl::StatusOr<WalkResult> walk(TreeVisitor& visitor, const WalkOptions& options = {},
                                  const std::string& path = {}) const {
    return walk_in(quiet_context(), visitor, options, path);
  }
  absl::StatusOr<WalkResult> walk_in(const ExecutionContext& context, TreeVisitor& visitor,
                                     const WalkOptions& options = {}, const std::string& path = {}) const {
    const Roots roots = Roots::of(environment());
    const auto top = roots.resolve(path.empty() ? root() : path, FinalLink::follow, quiet_context());
    if (!top.ok()) return top.status();
    return walk_tree(roots, *top, options, visitor, context);
  }
};

// A chain of directories, made by descriptors: its path is longer than any path may be.
base::UniqueFd make_chain(const std::string& top, int depth, const std::string& name, bool sibling) {
  base::UniqueFd at(::open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int i = 0; i < depth; ++i) {
    EXPECT_EQ(::mkdirat(at.get(), name.c_str(), 0755), 0);
    if (sibling) {
      EXPECT_EQ(::mkdirat(at.get(), "sibling", 0755), 0);
    }
    at.reset(::openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }
  return at;
}

// std::filesystem cannot remove what is deeper than PATH_MAX.
void remove_chain(const std::string& top, int depth, const std::string& name) {
  const base::UniqueFd start(::open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int i = 0; i < depth; ++i) {
    // The first is moved aside, its child takes its place.
    if (::renameat(start.get(), name.c_str(), start.get(), "aside") != 0) return;
    const base::UniqueFd aside(::openat(start.get(), "aside", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ::renameat(aside.get(), name.c_str(), start.get(), name.c_str());
    std::error_code ignored;
    std::filesystem::remove_all(top + "/aside", ignored);
  }
}

TEST_F(TreeWalkTest, ShowsEverythingOnceAndLeavesDeepestFirst) {
  tree_.write("root/a/b/c.txt", "x");
  tree_.write("root/a/d.txt", "x");
  tree_.write("root/.hidden/e", "x");
  tree_.mkdir("root/empty");
  Recorder recorder;
  const auto result = walk(recorder);
  ASSERT_TRUE(result.ok()) << result.status();
  std::vector<std::string> paths;
  for (const auto& [path, type] : recorder.paths) paths.push_back(path.substr(root().size()));
  EXPECT_EQ(paths, (std::vector<std::string>{"/.hidden", "/.hidden/e", "/a", "/a/b", "/a/b/c.txt", "/a/d.txt",
                                             "/empty", "/home"}));
  EXPECT_EQ(recorder.paths[root() + "/a/b"], DT_DIR);
  EXPECT_EQ(recorder.paths[root() + "/a/d.txt"], DT_REG);
  EXPECT_EQ(result->entries, 8U);
  EXPECT_EQ(result->directories, 6U);
  EXPECT_EQ(recorder.left.size(), 6U);
  EXPECT_EQ(recorder.left.back(), root());
}

TEST_F(TreeWalkTest, AnyNumberOfThreadsSeesTheSame) {
  for (int i = 0; i < 20; ++i) {
    for (int j = 0; j < 10; ++j)
      tree_.write("root/d" + std::to_string(i) + "/e" + std::to_string(j) + "/f", "x");
  }
  for (const unsigned threads : {1U, 2U, 7U}) {
    Recorder recorder;
    const auto result = walk(recorder, {.threads = threads});
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->entries, 1U + 20 + 200 + 200) << threads;
    EXPECT_EQ(recorder.paths.size(), result->entries);
  }
}

TEST_F(TreeWalkTest, LinksAreShownAndNotFollowed) {
  tree_.link(tree_ / "outside", "root/out");
  tree_.link(".", "root/cycle");
  tree_.link("..", "root/home/up");
  Recorder recorder;
  const auto result = walk(recorder);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->entries, 4U);
  EXPECT_EQ(recorder.paths[root() + "/out"], DT_LNK);
}

TEST_F(TreeWalkTest, WhatIsSkippedIsNotEntered) {
  tree_.write("root/a/b/c.txt", "x");
  Recorder recorder;
  recorder.skipped = {"a"};
  const auto result = walk(recorder);
  ASSERT_TRUE(result.ok());
  EXPECT_TRUE(recorder.paths.contains(root() + "/a"));
  EXPECT_FALSE(recorder.paths.contains(root() + "/a/b"));
}

TEST_F(TreeWalkTest, TheServicesOwnFilesAreNotShown) {
  tree_.write("root/state/state.db", "x");
  Recorder recorder;
  auto result = walk(recorder);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(recorder.paths.size(), 1U);
  EXPECT_EQ(result->protected_left_out, 1U);
  // Under another name too: a hard link of a file that is protected itself.
  auto config = std::make_shared<config::Config>();
  config->filesystem.roots = {root()};
  tree_.write("outside/daemon.toml", "x");
  ASSERT_EQ(::link((tree_ / "outside/daemon.toml").c_str(), (root() + "/alias").c_str()), 0);
  const Roots roots({root()}, root(), {tree_ / "outside/daemon.toml"});
  const auto top = roots.resolve(root(), FinalLink::follow, quiet_context());
  ASSERT_TRUE(top.ok());
  Recorder second;
  result = walk_tree(roots, *top, {}, second, quiet_context());
  ASSERT_TRUE(result.ok());
  EXPECT_FALSE(second.paths.contains(root() + "/alias"));
  EXPECT_EQ(result->protected_left_out, 1U);
}

TEST_F(TreeWalkTest, NamesMayBeAnything) {
  const std::string longest(255, 'n');
  for (const std::string& name : {std::string("new\nline"), std::string("bad\xff\xfeutf8"), longest,
                                  std::string(" "), std::string("-rf"), std::string("...")}) {
    tree_.write("root/" + name + "/file", "x");
  }
  Recorder recorder;
  const auto result = walk(recorder);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->entries, 13U);
  EXPECT_TRUE(recorder.paths.contains(root() + "/bad\xff\xfeutf8/file"));
  EXPECT_TRUE(recorder.paths.contains(root() + "/" + longest + "/file"));
}

TEST_F(TreeWalkTest, DirectoriesThatCannotBeReadAreToldAndTheRestIsSeen) {
  tree_.write("root/locked/x.txt", "x");
  tree_.write("root/open/y.txt", "x");
  ASSERT_EQ(::chmod((root() + "/locked").c_str(), 0), 0);
  Recorder recorder;
  absl::StatusOr<WalkResult> result = base::internal("not run");
  {
    const AsNobody nobody;
    result = walk(recorder);
  }
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(recorder.paths.contains(root() + "/open/y.txt"));
  EXPECT_EQ(result->unreadable, 1U);
  EXPECT_EQ(result->unreadable_paths, std::vector<std::string>{root() + "/locked"});
  EXPECT_NE(left_out_words(*result).find(root() + "/locked"), std::string::npos);
}

TEST_F(TreeWalkTest, AVisitorEndsItEarly) {
  for (int i = 0; i < 1'000; ++i)
    tree_.write("root/d" + std::to_string(i / 100) + "/f" + std::to_string(i), "x");
  Counter counter;
  counter.stop_at = 100;
  const auto result = walk(counter, {.threads = 2});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_TRUE(result->stopped);
  EXPECT_LT(counter.entries, 800U);
}

TEST_F(TreeWalkTest, CancellationEndsItWhereverItIs) {
  for (int i = 0; i < 1'000; ++i) tree_.mkdir("root/d" + std::to_string(i));
  std::stop_source stop;
  class Canceller : public Counter {
   public:
    explicit Canceller(std::stop_source& source) : source_(source) {}
    Step entry(const WalkEntry& entry, WalkThread& thread) override {
      // Two threads count: no one of them need see the fiftieth.
      if (entries >= 50) source_.request_stop();
      return Counter::entry(entry, thread);
    }

   private:
    std::stop_source& source_;
  } counter(stop);
  const ExecutionContext context(stop.get_token(), ExecutionContext::Clock::now() + std::chrono::minutes(1),
                                 nullptr);
  EXPECT_EQ(walk_in(context, counter, {.threads = 2}).status().code(), absl::StatusCode::kCancelled)
      << counter.entries << " entries shown";
  EXPECT_GE(counter.entries, 50U);
  EXPECT_LT(counter.entries, 1'000U);
  Counter late;
  const ExecutionContext over(std::stop_token(), ExecutionContext::Clock::now(), nullptr);
  EXPECT_EQ(walk_in(over, late).status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(TreeWalkTest, ProgressNeverFallsAndComesFromTheTree) {
  for (int i = 0; i < 64; ++i) tree_.write("root/d" + std::to_string(i) + "/f", "x");
  class Slow : public Counter {
   public:
    Step entry(const WalkEntry& entry, WalkThread& thread) override {
      // Until the clock of progress has moved on.
      const auto until = ExecutionContext::Clock::now() + std::chrono::milliseconds(8);
      while (ExecutionContext::Clock::now() < until) thread.stopping();
      return Counter::entry(entry, thread);
    }
  } slow;
  std::vector<WalkProgress> seen;
  const auto result =
      walk(slow, {.threads = 1, .progress = [&](const WalkProgress& progress) { seen.push_back(progress); }});
  ASSERT_TRUE(result.ok());
  ASSERT_GE(seen.size(), 3U);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_GE(seen[i].share, seen[i - 1].share);
    EXPECT_GE(seen[i].entries, seen[i - 1].entries);
    EXPECT_LE(seen[i].share, 1.0);
  }
  EXPECT_GT(seen.back().share, 0.3);
}

TEST_F(TreeWalkTest, ADeepTreeIsWalkedWithFewDescriptors) {
  constexpr int kDepth = 10'000;
  make_chain(root() + "/home", kDepth, "d", true);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{.rlim_cur = 64, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  Counter counter;
  const auto result = walk(counter, {.threads = 2, .descriptors = 16});
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(counter.directories, 2U * kDepth + 1);
  EXPECT_EQ(counter.left, counter.directories + 1);
  EXPECT_EQ(result->unreadable, 0U);
  remove_chain(root() + "/home", kDepth, "d");
}

TEST_F(TreeWalkTest, AWideDirectoryIsPutAsideWhenTooMuchWaits) {
  for (int i = 0; i < 1'000; ++i) tree_.mkdir("root/d" + std::to_string(i) + "/e");
  for (const unsigned threads : {1U, 3U}) {
    Counter counter;
    const auto result = walk(counter, {.threads = threads, .descriptors = 4, .waiting_bytes = 4096});
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(counter.directories, 2'001U);
    EXPECT_EQ(counter.left, 2'002U);
  }
}

TEST_F(TreeWalkTest, NothingButDirectoriesIsOpened) {
  ASSERT_EQ(::mkfifo((root() + "/fifo").c_str(), 0600), 0);
  const base::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof(address.sun_path), "%s", (root() + "/socket").c_str());
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  Recorder recorder;
  const auto result = walk(recorder);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(recorder.paths[root() + "/fifo"], DT_FIFO);
  EXPECT_EQ(recorder.paths[root() + "/socket"], DT_SOCK);
  // Nobody ever had the FIFO open for reading: whoever opens it for writing without waiting is told so.
  EXPECT_EQ(::open((root() + "/fifo").c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC), -1);
  EXPECT_EQ(errno, ENXIO);
}

// Somebody swaps a directory for a link that leads out while it is walked: nothing from outside is ever
// shown.
TEST_F(TreeWalkTest, ASwapNeverLeadsOut) {
  tree_.write("root/swap/inner/inside.txt", "x");
  tree_.write("outside/inner/secret.txt", "x");
  tree_.link(tree_ / "outside", "root/link");
  std::atomic<bool> done = false;
  std::thread swapper([&] {
    while (!done) {
      ::renameat2(AT_FDCWD, (root() + "/swap").c_str(), AT_FDCWD, (root() + "/link").c_str(),
                  RENAME_EXCHANGE);
    }
  });
  const int rounds = std::getenv("MAXOS_FULL") != nullptr ? 1'000'000 : 1'000;
  std::uint64_t inside = 0;
  for (int i = 0; i < rounds; ++i) {
    class Watcher : public TreeVisitor {
     public:
      Step entry(const WalkEntry& entry, WalkThread&) override {
        if (entry.name == "inside.txt") ++inside;
        if (entry.name == "secret.txt") ++outside;
        return Step::go_on;
      }
      std::atomic<int> inside{0};
      std::atomic<int> outside{0};
    } watcher;
    const auto result = walk(watcher, {.threads = 1, .descriptors = 1});
    EXPECT_TRUE(result.ok()) << result.status();
    ASSERT_EQ(watcher.outside, 0);
    inside += static_cast<std::uint64_t>(watcher.inside);
  }
  done = true;
  swapper.join();
  EXPECT_GT(inside, 0U);
}

}  // namespace
}  // namespace maxos::agents
