#include "agents/agent.h"

#include <gtest/gtest.h>

#include "agents/capability.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

TEST(AnswerStatuses, HaveTheNamesOfTheWireContract) {
  EXPECT_EQ(to_string(AnswerStatus::success), "success");
  EXPECT_EQ(to_string(AnswerStatus::not_found), "not_found");
  EXPECT_EQ(to_string(AnswerStatus::confirmation_required), "confirmation_required");
  EXPECT_EQ(to_string(Risk::privileged), "privileged");
  EXPECT_EQ(to_string(SlotType::glob), "glob");
  EXPECT_EQ(to_string(HostClass::front), "front");
}

TEST(AnswerStatuses, FollowFromErrors) {
  EXPECT_EQ(status_of(absl::OkStatus()), AnswerStatus::success);
  EXPECT_EQ(status_of(base::denied("x")), AnswerStatus::denied);
  EXPECT_EQ(status_of(base::not_found("x")), AnswerStatus::not_found);
  EXPECT_EQ(status_of(base::unavailable("x")), AnswerStatus::unavailable);
  EXPECT_EQ(status_of(base::cancelled("x")), AnswerStatus::cancelled);
  EXPECT_EQ(status_of(base::invalid_argument("x")), AnswerStatus::error);
  EXPECT_EQ(status_of(base::deadline_exceeded("x")), AnswerStatus::error);
}

TEST(ExecutionContexts, TellCancellationAndDeadline) {
  std::stop_source source;
  const auto later = ExecutionContext::Clock::now() + std::chrono::hours(1);
  const ExecutionContext context(source.get_token(), later, nullptr);
  EXPECT_TRUE(context.check().ok());
  source.request_stop();
  EXPECT_EQ(context.check().code(), absl::StatusCode::kCancelled);
  const ExecutionContext late(std::stop_token(), ExecutionContext::Clock::now(), nullptr);
  EXPECT_EQ(late.check().code(), absl::StatusCode::kDeadlineExceeded);
  late.progress(50, "nobody listens");
}

}  // namespace
}  // namespace maxos::agents
