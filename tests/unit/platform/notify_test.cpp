#include "platform/notify.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "datagram_socket.h"
#include "temp_dir.h"

namespace maxos::platform {
namespace {

class NotifyTest : public ::testing::Test {
 protected:
  NotifyTest() { setenv("NOTIFY_SOCKET", (dir_ / "notify").c_str(), 1); }
  ~NotifyTest() override {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
  }

  testing::TempDir dir_;
  testing::DatagramSocket systemd_{dir_ / "notify"};
  Notify notify_;
};

TEST_F(NotifyTest, ReadyIsToldOnce) {
  notify_.ready("Serving");
  notify_.ready("Still serving");
  EXPECT_EQ(systemd_.next(), "READY=1\nSTATUS=Serving");
  EXPECT_EQ(systemd_.next(), "STATUS=Still serving");
  EXPECT_EQ(systemd_.next(), std::nullopt);
}

TEST_F(NotifyTest, AReloadHasItsTimeAndIsReadyAgain) {
  notify_.ready("Serving");
  systemd_.next();
  timespec before{};
  clock_gettime(CLOCK_MONOTONIC, &before);
  notify_.reloading();
  notify_.ready("Reloaded");
  const std::string told = systemd_.next().value_or("");
  const std::string start = "RELOADING=1\nMONOTONIC_USEC=";
  ASSERT_EQ(told.substr(0, start.size()), start);
  EXPECT_GE(std::stoll(told.substr(start.size())), before.tv_sec * 1'000'000 + before.tv_nsec / 1'000);
  EXPECT_EQ(systemd_.next(), "READY=1\nSTATUS=Reloaded");
}

TEST_F(NotifyTest, StoppingIsToldOnceAndNothingIsReadyAfterIt) {
  notify_.stopping("Waiting for 3 calls");
  notify_.stopping("again");
  notify_.ready("no");
  notify_.reloading();
  notify_.status("Waiting for 1 call");
  EXPECT_EQ(systemd_.next(), "STOPPING=1\nSTATUS=Waiting for 3 calls");
  EXPECT_EQ(systemd_.next(), "STATUS=Waiting for 1 call");
  EXPECT_EQ(systemd_.next(), std::nullopt);
}

TEST_F(NotifyTest, AStatusCannotForgeAssignments) {
  notify_.status("line 3\nREADY=1\xff");
  EXPECT_EQ(systemd_.next(), "STATUS=line 3 READY=1\xEF\xBF\xBD");
}

TEST_F(NotifyTest, TheWatchdogIsAnswered) {
  notify_.watchdog();
  EXPECT_EQ(systemd_.next(), "WATCHDOG=1");
}

TEST_F(NotifyTest, TheWatchdogsPeriodIsForThisProcessAlone) {
  EXPECT_FALSE(Notify::watchdog_period().has_value());
  setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(Notify::watchdog_period(), std::chrono::seconds(30));
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  EXPECT_EQ(Notify::watchdog_period(), std::chrono::seconds(30));
  setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(Notify::watchdog_period().has_value());
}

TEST_F(NotifyTest, WithoutSystemdNothingHappens) {
  unsetenv("NOTIFY_SOCKET");
  notify_.ready("x");
  notify_.watchdog();
  EXPECT_EQ(systemd_.next(), std::nullopt);
}

}  // namespace
}  // namespace maxos::platform
