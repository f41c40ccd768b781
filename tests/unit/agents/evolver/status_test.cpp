#include "evolver_scene.h"

namespace maxos::agents {
namespace {

using ::testing::HasSubstr;

class FakeFigures : public RequestFigures {
 public:
  std::vector<AgentFigures> figures() const override { return all; }
  std::chrono::seconds counted_for() const override { return std::chrono::hours(2); }
  std::vector<AgentFigures> all;
};

class StatusTest : public EvolverTest {
 protected:
  StatusTest() { environment_.figures = &figures_; }
  FakeFigures figures_;
};

TEST_F(StatusTest, EachAgentAndIntentHasItsFigures) {
  Figures figures;
  figures.requests = 4;
  figures.statuses[static_cast<std::size_t>(AnswerStatus::success)] = 3;
  figures.statuses[static_cast<std::size_t>(AnswerStatus::denied)] = 1;
  figures.mean = 250;
  figures.median = 200;
  figures.p95 = 400;
  figures.max = 410;
  figures_.all = {{"system", figures, {{"system.uptime", figures}}}};
  const auto outcome = run("agent.status", {});
  ASSERT_TRUE(outcome.ok());
  EXPECT_THAT(outcome->message, HasSubstr("4 requests in 2 hours, 3 of them successful."));
  EXPECT_THAT(outcome->message,
              HasSubstr("system.uptime: 4 requests, 75% successful, median 0.2 ms, 95% within 0.4 ms"));
  EXPECT_THAT(value(*outcome, "agents"), HasSubstr(R"("intent":"system.uptime","requests":4,"success":3)"));
  EXPECT_THAT(value(*outcome, "agents"), HasSubstr(R"("statuses":{"success":3,"denied":1})"));
  EXPECT_EQ(value(*outcome, "requests"), "4");
  EXPECT_EQ(value(*outcome, "counted_seconds"), "7200");
}

TEST_F(StatusTest, WithoutACountItIsUnavailable) {
  environment_.figures = nullptr;
  EXPECT_EQ(run("agent.status", {}).status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace maxos::agents
