#include "daemon/duties.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <string>

#include "base/fd.h"
#include "operations/message_ids.h"
#include "support/recording_journal.h"

namespace maxos::daemon {
namespace {

using namespace std::chrono_literals;

// The other end of $NOTIFY_SOCKET.
class DutiesTest : public testing::Test {
 protected:
  DutiesTest() {
    char pattern[] = "/tmp/maxos-duties-XXXXXX";
    directory_ = mkdtemp(pattern);
    const std::string path = directory_ + "/notify";
    socket_.reset(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~DutiesTest() override {
    unsetenv("NOTIFY_SOCKET");
    std::filesystem::remove_all(directory_);
  }
  int watchdogs() {
    int count = 0;
    std::array<char, 256> text{};
    for (;;) {
      const ssize_t size = recv(socket_.get(), text.data(), text.size(), 0);
      if (size < 0) return count;
      if (std::string_view(text.data(), static_cast<std::size_t>(size)).find("WATCHDOG=1") !=
          std::string_view::npos) {
        ++count;
      }
    }
  }
  void run_for(std::chrono::milliseconds time) {
    auto end = loop_.add_timer(time, [this] { loop_.stop(); });
    loop_.run();
  }

  std::string directory_;
  base::UniqueFd socket_;
  platform::EventLoop loop_;
  platform::Notify notify_;
  testing_support::RecordingJournal journal_;
};

TEST_F(DutiesTest, TellsSystemdWhenEveryDutyAnswered) {
  const Duty good{"good", [](const std::function<void()>& done) { done(); }};
  Duties duties(loop_, notify_, journal_, {good, good}, 100ms);
  run_for(300ms);
  EXPECT_GE(watchdogs(), 3);
}

TEST_F(DutiesTest, OneSilentDutyKeepsTheWatchdogHungryAndIsNamed) {
  const Duty good{"good", [](const std::function<void()>& done) { done(); }};
  const Duty hung{"the hung one", [](const std::function<void()>&) {}};
  Duties duties(loop_, notify_, journal_, {good, hung}, 100ms);
  run_for(300ms);
  EXPECT_EQ(watchdogs(), 0);
  ASSERT_EQ(journal_.count(operations::message_id::kHung), 1U);
  EXPECT_NE(journal_.last().message.find("the hung one"), std::string::npos);
}

TEST_F(DutiesTest, ADutyThatIsLateIsAskedAgain) {
  int asked = 0;
  const Duty late{"late", [&asked](const std::function<void()>& done) {
                    if (++asked >= 3) done();
                  }};
  Duties duties(loop_, notify_, journal_, {late}, 100ms);
  run_for(400ms);
  EXPECT_GE(watchdogs(), 1);
}

}  // namespace
}  // namespace maxos::daemon
