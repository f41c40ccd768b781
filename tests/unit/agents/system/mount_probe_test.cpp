#include "agents/system/mount_probe.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <future>
#include <memory>

namespace maxos::agents {
namespace {

using std::chrono::milliseconds;

TEST(MountProbe, TheKernelsAnswerIsTheSameAsOurOwn) {
  struct statvfs expected {};
  ASSERT_EQ(::statvfs("/", &expected), 0);
  const auto probed = MountProbe().probe("/", std::chrono::seconds(10));
  ASSERT_TRUE(probed.ok()) << probed.status();
  EXPECT_EQ(probed->error, 0);
  EXPECT_EQ(probed->size.f_blocks, expected.f_blocks);
  EXPECT_NE(probed->place.stx_mode, 0);
}

TEST(MountProbe, WhatFailsHasItsErrno) {
  const auto probed = MountProbe().probe("/no/such/place", std::chrono::seconds(10));
  ASSERT_TRUE(probed.ok()) << probed.status();
  EXPECT_EQ(probed->error, ENOENT);
}

// A server that answers when the test lets it.
class DeadServer : public ::testing::Test {
 protected:
  ~DeadServer() override {
    // The threads must be through before the test's end.
    release_.set_value();
  }

  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
  MountProbe probe_{[released = released_](const std::string& path) {
    if (path.starts_with("/dead")) released.wait();
    return Probed{};
  }};
};

TEST_F(DeadServer, IsNotWaitedForBeyondTheLimit) {
  EXPECT_EQ(probe_.probe("/dead", milliseconds(20)).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(probe_.probe("/alive", milliseconds(10'000)).ok());
}

TEST_F(DeadServer, IsAskedOnceHoweverOften) {
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(probe_.probe("/dead", milliseconds(1)).status().code(), absl::StatusCode::kDeadlineExceeded);
  }
}

TEST_F(DeadServer, ManyOfThemTakeNoMoreThanAFewThreads) {
  for (const char* path : {"/dead1", "/dead2", "/dead3", "/dead4"}) {
    EXPECT_EQ(probe_.probe(path, milliseconds(1)).status().code(), absl::StatusCode::kDeadlineExceeded);
  }
  EXPECT_EQ(probe_.probe("/dead5", milliseconds(1)).status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace maxos::agents
