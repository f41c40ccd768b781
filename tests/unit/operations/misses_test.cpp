#include "operations/misses.h"

#include <gtest/gtest.h>

#include <string>

#include "support/fake_local_store.h"

namespace maxos::operations {
namespace {

using namespace std::chrono_literals;

class MissesTest : public testing::Test {
 protected:
  MissesTest() { config_.missed_groups = 3; }

  testing_support::FakeLearnedStore store_;
  platform::EventLoop loop_;
  config::Language config_;
  std::chrono::system_clock::time_point now_{1'000s};
  platform::Clock clock_{[] { return std::chrono::steady_clock::now(); }, [this] { return now_; }};
};

TEST_F(MissesTest, WordingsThatSayTheSameAreOneGroup) {
  Misses misses(store_, loop_, config_, clock_);
  misses.record("frob <path>", "frob /a", "unknown", "file.list");
  now_ += 5s;
  misses.record("frob <path>", "frob /b", "asked", "");
  misses.record("sing", "sing", "unknown", "");
  const auto report = misses.report(10);
  EXPECT_EQ(report.total_groups, 2U);
  EXPECT_EQ(report.total_requests, 3U);
  ASSERT_EQ(report.groups.size(), 2U);
  EXPECT_EQ(report.groups[0].text, "frob /b");
  EXPECT_EQ(report.groups[0].count, 2U);
  EXPECT_EQ(report.groups[0].first, 1'000);
  EXPECT_EQ(report.groups[0].last, 1'005);
  EXPECT_EQ(misses.report(1).groups.size(), 1U);
  EXPECT_EQ(misses.report(1).total_groups, 2U);
}

TEST_F(MissesTest, TheLeastFrequentAndOldestMakesRoom) {
  Misses misses(store_, loop_, config_, clock_);
  for (const char* text : {"often", "often", "old", "young"}) {
    now_ += 1s;
    misses.record(text, text, "unknown", "");
  }
  misses.record("new", "new", "unknown", "");
  std::string seen;
  for (const auto& group : misses.report(10).groups) seen += group.text + " ";
  EXPECT_EQ(seen, "often young new ");
}

TEST_F(MissesTest, TheyOutliveARestart) {
  {
    Misses misses(store_, loop_, config_, clock_);
    misses.record("frob", "frob it", "unknown", "file.list");
    EXPECT_TRUE(store_.groups.empty());
    misses.flush();
    EXPECT_EQ(store_.groups.at("frob").count, 1U);
  }
  Misses misses(store_, loop_, config_, clock_);
  misses.record("frob", "frob it", "unknown", "file.list");
  EXPECT_EQ(misses.report(10).groups.at(0).count, 2U);
  config_.missed_groups = 0;
  misses.set_config(config_);
  misses.record("frob", "frob it", "unknown", "file.list");
  EXPECT_EQ(misses.report(10).total_groups, 0U);
  misses.flush();
  EXPECT_TRUE(store_.groups.empty());
}

TEST_F(MissesTest, WhatCouldNotBeWrittenIsWrittenWithTheNext) {
  Misses misses(store_, loop_, config_, clock_);
  misses.record("a", "a", "unknown", "");
  store_.broken = true;
  misses.flush();
  store_.broken = false;
  misses.record("b", "b", "unknown", "");
  misses.flush();
  EXPECT_EQ(store_.groups.size(), 2U);
}

TEST_F(MissesTest, ALongTextIsCutAtACharacter) {
  Misses misses(store_, loop_, config_, clock_);
  misses.record("long", std::string(Misses::kMaxTextBytes - 1, 'x') + "\u00e4\u00e4", "unknown", "");
  EXPECT_EQ(misses.report(1).groups.at(0).text, std::string(Misses::kMaxTextBytes - 1, 'x'));
}

}  // namespace
}  // namespace maxos::operations
