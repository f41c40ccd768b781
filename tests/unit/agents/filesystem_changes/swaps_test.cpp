// Another process swaps a directory for a link that leads out, in a tight loop, while everything is done
// below it: nothing outside is ever read or changed.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <set>

#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

// In a process of its own, until it is destroyed.
class Swapper {
 public:
  Swapper(const std::string& one, const std::string& other)
      : count_(static_cast<std::atomic<std::uint64_t>*>(
            ::mmap(nullptr, sizeof(*count_), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    child_ = ::fork();
    if (child_ != 0) return;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;) {
      if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0)
        count_->fetch_add(1, std::memory_order_relaxed);
    }
  }
  ~Swapper() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    ::munmap(count_, sizeof(*count_));
  }
  Swapper(const Swapper&) = delete;
  Swapper& operator=(const Swapper&) = delete;

  std::uint64_t swaps() const { return count_->load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t>* count_;
  pid_t child_ = -1;
};

class Swaps : public WorkshopTest {
 protected:
  Swaps() : outside_(directory_ + "/outside") {
    shop_->write("swap/inner/file.txt", "inside");
    shop_->write("swap/inner/own.txt", "inside");
    fs::create_directories(outside_ + "/inner");
    // One name that is inside as well, and one that is not.
    for (const char* name : {"file.txt", "secret.txt"})
      std::ofstream(outside_ + "/inner/" + name) << "SECRET";
    fs::create_directory_symlink(outside_, shop_->path("link"));
    shop_->write("packed/new.txt", "new");
    EXPECT_TRUE(shop_->run("file.archive", {{"source", "packed"}, {"destination", "packed.tar.gz"}}).ok());
  }

  // Of what was answered and of what was made.
  void expect_nothing_of_outside(const absl::StatusOr<Outcome>& outcome) {
    if (!outcome.ok()) return;
    ++done_;
    std::string all = outcome->message;
    for (const auto& [name, text] : outcome->values) all.append(" ").append(text);
    ASSERT_EQ(all.find("SECRET"), std::string::npos) << all;
    ASSERT_EQ(all.find("secret.txt"), std::string::npos) << all;
    // Of "SECRET", by sha256.
    ASSERT_EQ(all.find(kSecretDigest), std::string::npos) << all;
    for (const std::string top : {"made", "unpacked"}) {
      if (!fs::exists(shop_->path(top))) continue;
      for (const auto& entry : fs::recursive_directory_iterator(shop_->path(top))) {
        if (entry.symlink_status().type() != fs::file_type::regular) continue;
        ASSERT_EQ(shop_->read(entry.path().lexically_relative(shop_->root()).string()).find("SECRET"),
                  std::string::npos)
            << entry.path();
      }
    }
  }

  static constexpr const char* kSecretDigest =
      "0917b13a9091915d54b6336f45909539cce452b3661b21f386418a257883b30a";
  const std::string outside_;
  std::uint64_t done_ = 0;
};

TEST_F(Swaps, LeadNoOperationOut) {
  const bool full = std::getenv("MAXOS_FULL") != nullptr;
  const std::uint64_t wanted = full ? 1'000'000 : 20'000;
  const auto before = picture_of(outside_);
  std::set<std::string> succeeded;
  std::uint64_t rounds = 0;
  {
    const Swapper swapper(shop_->path("swap"), shop_->path("link"));
    for (; (swapper.swaps() < wanted || rounds < 20) && !HasFatalFailure(); ++rounds) {
      const std::string number = std::to_string(rounds);
      const std::vector<std::pair<std::string, Values>> operations = {
          {"file.list", {{"path", "swap"}}},
          {"file.list", {{"path", "swap/inner"}}},
          {"file.search", {{"path", "swap"}, {"pattern", "*.txt"}}},
          {"file.search", {{"path", "swap/inner"}, {"content", "SECR"}}},
          {"file.info", {{"path", "swap/inner/secret.txt"}}},
          {"file.read", {{"path", "swap/inner/file.txt"}}},
          {"file.checksum", {{"path", "swap/inner/file.txt"}}},
          {"file.usage", {{"path", "swap"}}},
          {"file.copy", {{"source", "swap/inner"}, {"destination", "made/copy"}}},
          {"file.archive", {{"source", "swap/inner"}, {"destination", "made/" + number + ".tar.gz"}}},
          {"file.extract", {{"source", "made/" + number + ".tar.gz"}, {"destination", "unpacked"}}},
          {"file.extract", {{"source", "packed.tar.gz"}, {"destination", "swap/inner"}}},
          {"file.copy", {{"source", "packed"}, {"destination", "swap/inner/copy" + number}}},
          {"file.mkdir", {{"path", "swap/inner/new" + number + "/deep"}}},
          {"file.move", {{"source", "swap/inner/new" + number}, {"destination", "made/moved"}}},
          {"file.move", {{"source", "packed/new.txt"}, {"destination", "swap/inner/moved"}}},
          {"file.move", {{"source", "swap/inner/moved"}, {"destination", "packed/new.txt"}}},
          {"file.delete", {{"path", "swap/inner/copy" + number}}},
          {"file.delete", {{"path", "swap/inner/packed"}}},
          {"file.organize", {{"path", "swap/inner/packed"}}},
          {"file.undo", {}},
          {"file.delete", {{"path", "made"}}},
          {"file.delete", {{"path", "unpacked"}}}};
      for (const auto& [intent, slots] : operations) {
        const auto outcome = shop_->run(intent, slots);
        // Looking for it is answered with what was looked for.
        if (intent == "file.search" && slots.contains("content")) {
          ASSERT_TRUE(!outcome.ok() || value(outcome, "total_count") == "0") << outcome->message;
          continue;
        }
        expect_nothing_of_outside(outcome);
        if (outcome.ok()) succeeded.insert(intent);
      }
      if (rounds % 50 == 49) shop_->run("file.empty_trash", {}).IgnoreError();
      if (rounds % 10 == 9) {
        EXPECT_THAT(difference(before, picture_of(outside_)), IsEmpty());
      }
    }
  }
  EXPECT_THAT(difference(before, picture_of(outside_)), IsEmpty());
  // Not everything was refused: the inside was reached, too.
  EXPECT_GE(succeeded.size(), full ? 6U : 4U) << testing::PrintToString(succeeded);
  RecordProperty("rounds", static_cast<int>(rounds));
  RecordProperty("answered", static_cast<int>(done_));
}

}  // namespace
}  // namespace maxos::agents
