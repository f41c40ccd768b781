#include "agents/filesystem/tree_remove.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <ctime>

#include "base/fd.h"
#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;

class TreeRemove : public WorkshopTest {
 protected:
  // `count` folders in `name`, each with one file.
  void make_folders(const std::string& name, int count) const {
    fs::create_directory(shop_->path(name));
    const base::UniqueFd top(::open(shop_->path(name).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (int i = 0; i < count; ++i) {
      const std::string folder = "folder-" + std::to_string(i);
      ASSERT_EQ(::mkdirat(top.get(), folder.c_str(), 0755), 0);
      const base::UniqueFd file(
          ::openat(top.get(), (folder + "/file").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
      ASSERT_TRUE(file);
    }
  }

  // Of this process: the disk may be others'.
  static std::chrono::nanoseconds processor_time() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }

  absl::Status remove(const std::string& name) const {
    const base::UniqueFd root(::open(shop_->root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return remove_tree(root.get(), name, shop_->path(name),
                       {{}, ExecutionContext::Clock::now() + std::chrono::minutes(5), nullptr});
  }
};

// With a look at all that is left for each folder this takes a minute of the processor; in one pass a second.
TEST_F(TreeRemove, ManyFoldersThatAreNotEmptyGoInOnePass) {
  make_folders("many", 4'000);
  const auto before = processor_time();
  const absl::Status removed = remove("many");
  EXPECT_LT(processor_time() - before, std::chrono::seconds(10));
  EXPECT_TRUE(removed.ok()) << said(removed);
  EXPECT_FALSE(shop_->exists("many"));
}

TEST_F(TreeRemove, DeepTreesWithMuchBesideTheWayGoWithFewDescriptors) {
  constexpr int kDepth = 4'000;
  fs::create_directory(shop_->path("deep"));
  base::UniqueFd at(::open(shop_->path("deep").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int i = 0; i < kDepth; ++i) {
    ASSERT_EQ(::mkdirat(at.get(), "down", 0755), 0);
    if (i % 10 == 0) {
      for (const char* name : {"a", "a/full", "z", "z/full"}) ASSERT_EQ(::mkdirat(at.get(), name, 0755), 0);
      // Not all of it may be written, or read.
      ASSERT_EQ(::fchmodat(at.get(), "a", i % 20 == 0 ? 0500 : 0, 0), 0);
    }
    at.reset(::openat(at.get(), "down", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_TRUE(at);
  }
  at.reset();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few{.rlim_cur = 100, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  const absl::Status removed = remove("deep");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(removed.ok()) << said(removed);
  EXPECT_FALSE(shop_->exists("deep"));
}

}  // namespace
}  // namespace maxos::agents
