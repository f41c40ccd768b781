#include "platform/program.h"

#include <gtest/gtest.h>

#include <csignal>

namespace maxos::platform {
namespace {

using Clock = std::chrono::steady_clock;

ProgramLimit patient() {
  return {.deadline = Clock::now() + std::chrono::seconds(10), .stop = {}};
}

TEST(Program, ItsOutputIsTheAnswer) {
  const auto output = run_program({"/bin/echo", "a", "b c"}, patient());
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(*output, "a b c\n");
}

TEST(Program, ItSeesNothingOfOurEnvironment) {
  ::setenv("MAXOS_SECRET", "x", 1);
  const auto output = run_program({"/usr/bin/env"}, patient());
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(*output, "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLC_ALL=C.UTF-8\n");
}

TEST(Program, ItsSignalsAreAsAtTheStartOfASession) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  const auto output = run_program({"/bin/grep", "SigBlk", "/proc/self/status"}, patient());
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(*output, "SigBlk:\t0000000000000000\n");
}

TEST(Program, AFailureAndAMissingProgramAreErrors) {
  EXPECT_EQ(run_program({"/bin/false"}, patient()).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(run_program({"/nonexistent"}, patient()).status().code(), absl::StatusCode::kNotFound);
}

TEST(Program, TheDeadlineEndsIt) {
  const auto output = run_program({"/bin/sleep", "100"},
                                  {.deadline = Clock::now() + std::chrono::milliseconds(50), .stop = {}});
  EXPECT_EQ(output.status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(Program, AStopEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  ProgramLimit limit = patient();
  limit.stop = stop.get_token();
  EXPECT_EQ(run_program({"/bin/sleep", "100"}, limit).status().code(), absl::StatusCode::kCancelled);
}

TEST(Program, WhatItWritesIsBounded) {
  ProgramLimit limit = patient();
  limit.output_bytes = 1000;
  EXPECT_EQ(run_program({"/usr/bin/yes"}, limit).status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace maxos::platform
