#include "operations/request_statistics.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace maxos::operations {
namespace {

using agents::AnswerStatus;
using std::chrono::microseconds;

class RequestStatisticsTest : public testing::Test {
 protected:
  const agents::Registry registry_ = agents::builtin_registry();
  const agents::CapabilityDecl* uptime_ = registry_.find("system.uptime");
  const agents::CapabilityDecl* health_ = registry_.find("system.health");
  std::chrono::steady_clock::time_point now_;
  RequestStatistics statistics_{registry_,
                                {[this] { return now_; }, [] { return std::chrono::system_clock::now(); }}};
};

TEST_F(RequestStatisticsTest, BucketsFollowEachOtherAndAreAnEighthWideAtMost) {
  std::size_t last = 0;
  for (std::uint64_t value = 0; value < 100'000; ++value) {
    const std::size_t bucket = RequestStatistics::bucket_of(value);
    EXPECT_TRUE(bucket == last || bucket == last + 1) << value;
    last = bucket;
  }
  EXPECT_EQ(RequestStatistics::bucket_of(~std::uint64_t{0}), RequestStatistics::kBuckets - 1);
}

TEST_F(RequestStatisticsTest, FiguresAreByAgentAndIntent) {
  for (int i = 1; i <= 100; ++i) statistics_.record(uptime_, AnswerStatus::success, microseconds(i * 10));
  statistics_.record(health_, AnswerStatus::error, microseconds(50'000));
  statistics_.record(nullptr, AnswerStatus::unhandled, microseconds(7));
  const auto all = statistics_.figures();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].agent, "system");
  EXPECT_EQ(all[0].figures.requests, 101U);
  EXPECT_EQ(all[0].figures.max, 50'000);
  ASSERT_EQ(all[0].intents.size(), 2U);
  const agents::IntentFigures& uptime = all[0].intents[1];
  EXPECT_EQ(uptime.intent, "system.uptime");
  EXPECT_EQ(uptime.figures.count(AnswerStatus::success), 100U);
  EXPECT_DOUBLE_EQ(uptime.figures.mean, 505);
  EXPECT_NEAR(uptime.figures.median, 500, 500.0 / 8);
  EXPECT_NEAR(uptime.figures.p95, 950, 950.0 / 8);
  EXPECT_EQ(all[1].agent, "orchestrator");
  EXPECT_EQ(all[1].figures.count(AnswerStatus::unhandled), 1U);
  now_ += std::chrono::minutes(3);
  EXPECT_EQ(statistics_.counted_for(), std::chrono::seconds(180));
}

TEST_F(RequestStatisticsTest, NoneIsLostBetweenThreads) {
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < 10'000; ++i) statistics_.record(uptime_, AnswerStatus::success, microseconds(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(statistics_.figures().at(0).figures.requests, 80'000U);
}

TEST_F(RequestStatisticsTest, NobodyAskedAnything) {
  EXPECT_TRUE(statistics_.figures().empty());
}

}  // namespace
}  // namespace maxos::operations
