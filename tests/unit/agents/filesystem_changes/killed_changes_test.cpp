// Killed at any moment, nothing is lost or cut short, and no transaction stays open.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <random>
#include <set>

#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

class KilledChanges : public WorkshopTest {
 protected:
  static std::string content(int i) {
    return std::to_string(i) +
           std::string(3'000 + 500 * static_cast<std::size_t>(i % 40), static_cast<char>('a' + i % 26));
  }

  void make_files() const {
    for (int i = 0; i < kFiles; ++i)
      shop_->write("data/" + std::to_string(i % 4) + "/" + std::to_string(i), content(i));
  }

  // What the child does until it is killed.
  [[noreturn]] static void work(const std::string& directory, std::uint32_t seed) {
    const Workshop shop(directory);
    std::mt19937 random(seed);
    for (int i = 0;; ++i) {
      const std::string copy = "copy" + std::to_string(seed) + "-" + std::to_string(i);
      const std::string part = "data/" + std::to_string(random() % 4);
      shop.run("file.copy", {{"source", "data"}, {"destination", copy}}).IgnoreError();
      shop.run("file.move", {{"source", part}, {"destination", copy + "-moved"}}).IgnoreError();
      shop.run("file.delete", {{"path", copy}}).IgnoreError();
      shop.run("file.mkdir", {{"path", copy + "/x/y"}}).IgnoreError();
      for (int undo = 0; undo < 3; ++undo) shop.run("file.undo", {}).IgnoreError();
      if (i % 3 == 2) shop.run("file.empty_trash", {}).IgnoreError();
    }
  }

  // Of all files below the root, in the trash too.
  std::multiset<std::string> contents() const {
    std::multiset<std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(shop_->root())) {
      if (!entry.is_regular_file() || entry.path().extension() == ".trashinfo") continue;
      all.insert(shop_->read(entry.path().lexically_relative(shop_->root()).string()));
    }
    return all;
  }

  static constexpr int kFiles = 60;
};

TEST_F(KilledChanges, LoseNothingAndAreSettledAtTheNextStart) {
  const char* text = std::getenv("MAXOS_KILLS");
  const int kills = text == nullptr ? 10 : std::atoi(text);
  std::mt19937 random(11);
  make_files();
  std::set<std::string> known;
  for (int i = 0; i < kFiles; ++i) known.insert(content(i));
  int settled = 0;
  for (int kill = 0; kill < kills && !HasFailure(); ++kill) {
    shop_.reset();
    const pid_t child = ::fork();
    if (child == 0) work(directory_, static_cast<std::uint32_t>(kill));
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
    pollfd ended{pidfd, POLLIN, 0};
    // A random moment of its own processor time: on a busy machine it would not have begun before one by the
    // clock.
    const auto moment = std::chrono::milliseconds(20 + random() % 250);
    clockid_t used = CLOCK_REALTIME;
    ASSERT_EQ(::clock_getcpuclockid(child, &used), 0);
    for (timespec time{}; std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec) < moment;
         ::clock_gettime(used, &time)) {
      ASSERT_EQ(::poll(&ended, 1, 1), 0) << "the child ended by itself";
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pidfd);
    shop_ = std::make_unique<Workshop>(directory_);
    EXPECT_THAT(*shop_->store().unfinished(), IsEmpty());
    EXPECT_EQ(shop_->stages(), 0U);
    const auto found = contents();
    for (const std::string& one : known) EXPECT_TRUE(found.contains(one)) << "lost " << one.substr(0, 8);
    for (const std::string& one : found) EXPECT_TRUE(known.contains(one)) << "cut short " << one.substr(0, 8);
    std::uint64_t total = 0;
    const auto newest = shop_->store().list(1000, 5, total);
    ASSERT_TRUE(newest.ok());
    for (const auto& transaction : *newest) {
      EXPECT_NE(transaction.state, store::TransactionState::stuck) << transaction.reason;
      if (transaction.reason.find("next start") != std::string::npos) ++settled;
    }
  }
  EXPECT_GT(settled, 0) << "no kill came in the middle of anything";
}

}  // namespace
}  // namespace maxos::agents
