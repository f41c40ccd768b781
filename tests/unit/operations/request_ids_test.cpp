#include "operations/request_ids.h"

#include <gtest/gtest.h>

#include "support/fake_local_store.h"

namespace maxos::operations {
namespace {

using namespace std::chrono_literals;
using Verdict = RequestIds::Verdict;

class RequestIdsTest : public testing::Test {
 protected:
  RequestIdsTest() {
    clock_.steady = [this] { return std::chrono::steady_clock::time_point(now_); };
    clock_.system = [this] { return std::chrono::system_clock::time_point(now_); };
  }
  RequestIds::Begin begin(RequestIds& ids, const std::string& id, const std::string& digest = "d",
                          RequestIds::Joined joined = {}) {
    return ids.begin("uid:1", id, digest, "operation", std::move(joined));
  }

  std::chrono::seconds now_{1'000'000};
  platform::Clock clock_;
  testing_support::FakeLocalStore store_;
};

TEST_F(RequestIdsTest, ASecondCallGetsTheFirstOnesAnswer) {
  RequestIds ids(store_, clock_);
  EXPECT_EQ(begin(ids, "a").verdict, Verdict::fresh);
  ids.finish("uid:1", "a", "answer");
  const auto second = begin(ids, "a");
  EXPECT_EQ(second.verdict, Verdict::replayed);
  EXPECT_EQ(second.answer, "answer");
  EXPECT_EQ(ids.begin("uid:2", "a", "d", "operation", {}).verdict, Verdict::fresh);
}

TEST_F(RequestIdsTest, ACallWhileTheFirstRunsJoinsIt) {
  RequestIds ids(store_, clock_);
  begin(ids, "a");
  std::string got;
  EXPECT_EQ(begin(ids, "a", "d",
                  [&](const absl::Status& status, const std::string& answer) {
                    ASSERT_TRUE(status.ok());
                    got = answer;
                  })
                .verdict,
            Verdict::joined);
  ids.finish("uid:1", "a", "answer");
  EXPECT_EQ(got, "answer");
}

TEST_F(RequestIdsTest, AnAbandonedIdIsFreeAgainAndThoseWhoJoinedAreTold) {
  RequestIds ids(store_, clock_);
  begin(ids, "a");
  absl::Status told;
  begin(ids, "a", "d", [&](const absl::Status& status, const std::string&) { told = status; });
  ids.abandon("uid:1", "a", base::exhausted("full"));
  EXPECT_EQ(told.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(begin(ids, "a").verdict, Verdict::fresh);
}

TEST_F(RequestIdsTest, TheSameIdForAnotherRequestIsRefused) {
  RequestIds ids(store_, clock_);
  begin(ids, "a", "one");
  EXPECT_EQ(begin(ids, "a", "two").verdict, Verdict::other_request);
  ids.finish("uid:1", "a", "answer");
  EXPECT_EQ(begin(ids, "a", "two").verdict, Verdict::other_request);
  RequestIds restarted(store_, clock_);
  EXPECT_EQ(begin(restarted, "a", "two").verdict, Verdict::other_request);
  EXPECT_EQ(begin(restarted, "a", "one").verdict, Verdict::replayed);
}

TEST_F(RequestIdsTest, ARestartForgetsNoAnswer) {
  {
    RequestIds ids(store_, clock_);
    begin(ids, "a");
    ids.finish("uid:1", "a", "answer");
  }
  RequestIds restarted(store_, clock_);
  const auto again = begin(restarted, "a");
  EXPECT_EQ(again.verdict, Verdict::replayed);
  EXPECT_EQ(again.answer, "answer");
  EXPECT_EQ(begin(restarted, "a").verdict, Verdict::replayed);
}

TEST_F(RequestIdsTest, AChangeThatWasCutOffIsNotExecutedAgain) {
  {
    RequestIds ids(store_, clock_);
    begin(ids, "change");
    ASSERT_TRUE(ids.will_change("uid:1", "change").ok());
    begin(ids, "read");
  }
  RequestIds restarted(store_, clock_);
  EXPECT_EQ(begin(restarted, "change").verdict, Verdict::cut_off);
  EXPECT_EQ(begin(restarted, "read").verdict, Verdict::fresh);
}

TEST_F(RequestIdsTest, AfterTenMinutesTheIdIsFree) {
  RequestIds ids(store_, clock_);
  begin(ids, "a");
  ids.finish("uid:1", "a", "answer");
  now_ += 9min;
  EXPECT_EQ(begin(ids, "a").verdict, Verdict::replayed);
  now_ += 1min;
  EXPECT_EQ(begin(ids, "a").verdict, Verdict::fresh);
}

TEST_F(RequestIdsTest, WithoutAStoreAChangeIsRefusedAndReadsGoOn) {
  store_.broken = true;
  RequestIds ids(store_, clock_);
  EXPECT_EQ(begin(ids, "a").verdict, Verdict::fresh);
  EXPECT_FALSE(ids.will_change("uid:1", "a").ok());
  ids.finish("uid:1", "a", "answer");
  EXPECT_EQ(begin(ids, "a").verdict, Verdict::replayed);
}

TEST_F(RequestIdsTest, MemoryIsBoundedAndTheStoreStillAnswers) {
  RequestIds ids(store_, clock_);
  for (std::size_t i = 0; i < RequestIds::kInMemory + 100; ++i) {
    begin(ids, std::to_string(i));
    ids.finish("uid:1", std::to_string(i), "answer " + std::to_string(i));
  }
  const auto first = begin(ids, "0");
  EXPECT_EQ(first.verdict, Verdict::replayed);
  EXPECT_EQ(first.answer, "answer 0");
}

}  // namespace
}  // namespace maxos::operations
