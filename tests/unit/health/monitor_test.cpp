#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "monitor_scene.h"
#include "private_bus.h"

namespace maxos::health {
namespace {

using ::testing::HasSubstr;

TEST_F(MonitorTest, NothingIsSampledUntilSomebodyAsks) {
  start();
  EXPECT_EQ(monitor_->fresh(), nullptr);
  EXPECT_EQ(samples_, 0);
}

TEST_F(MonitorTest, ASampleIsFreshUntilItsTimeIsOver) {
  start();
  const SamplePtr first = wait();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->snapshot->uptime_seconds, 1000.5);
  time_.advance(999ms);
  EXPECT_EQ(monitor_->fresh(), first);
  EXPECT_EQ(wait(), first);
  time_.advance(1ms);
  EXPECT_EQ(monitor_->fresh(), nullptr);
  EXPECT_NE(wait(), first);
  EXPECT_EQ(samples_, 2);
}

TEST_F(MonitorTest, GetAnswersAtOnceFromAFreshSample) {
  start();
  const SamplePtr first = wait();
  SamplePtr got;
  monitor_->get([&](SamplePtr sample) { got = std::move(sample); });
  EXPECT_EQ(got, first);
}

TEST_F(MonitorTest, CallersThatComeMeanwhileJoinOneSample) {
  std::promise<void> entered;
  std::promise<void> go_on;
  std::shared_future<void> may_go_on = go_on.get_future().share();
  options_.service_state = [&, this] {
    if (++samples_ == 1) {
      entered.set_value();
      may_go_on.wait();
    }
    return ServiceState{};
  };
  start();
  constexpr int kCallers = 50;
  std::vector<std::promise<SamplePtr>> answers(kCallers);
  const auto ask = [&](int i) {
    monitor_->get([&answers, i](SamplePtr sample) {
      answers[static_cast<std::size_t>(i)].set_value(std::move(sample));
    });
  };
  ask(0);
  testing::value_of(entered.get_future());
  for (int i = 1; i < kCallers; ++i) ask(i);
  go_on.set_value();
  const SamplePtr first = testing::value_of(answers[0].get_future());
  for (int i = 1; i < kCallers; ++i) {
    EXPECT_EQ(testing::value_of(answers[static_cast<std::size_t>(i)].get_future()), first);
  }
  EXPECT_EQ(samples_, 1);
}

TEST_F(MonitorTest, WaitEndsAtItsDeadline) {
  std::promise<void> go_on;
  options_.service_state = [may_go_on = go_on.get_future().share()] {
    may_go_on.wait();
    return ServiceState{};
  };
  start();
  EXPECT_EQ(monitor_->wait(std::chrono::steady_clock::now() + 20ms), nullptr);
  go_on.set_value();
  EXPECT_NE(wait(), nullptr);
}

TEST_F(MonitorTest, WhatIsDerivedIsMadeOncePerSample) {
  int made = 0;
  options_.derive = [&made](const Snapshot& snapshot) {
    ++made;
    return std::make_shared<const std::string>(to_string(snapshot.level));
  };
  start();
  const SamplePtr sample = wait();
  wait();
  EXPECT_EQ(made, 1);
  EXPECT_EQ(*static_cast<const std::string*>(sample->derived.get()), "warning");
}

TEST_F(MonitorTest, AChangedConfigurationMakesTheSampleOld) {
  start();
  const SamplePtr before = wait();
  EXPECT_TRUE(before->snapshot->healthy);
  config_.memory_used_percent = {10, 20};
  monitor_->set_config(config_);
  EXPECT_EQ(monitor_->fresh(), nullptr);
  EXPECT_FALSE(wait()->snapshot->healthy);
}

TEST_F(MonitorTest, AnExpiredSampleIsTakenAgain) {
  std::atomic<bool> up{true};
  options_.service_state = [&up] {
    ServiceState state;
    state.redis_up = up;
    return state;
  };
  start();
  EXPECT_TRUE(wait()->snapshot->redis_up);
  up = false;
  EXPECT_TRUE(wait()->snapshot->redis_up);
  monitor_->expire();
  EXPECT_EQ(monitor_->fresh(), nullptr);
  EXPECT_FALSE(wait()->snapshot->redis_up);
}

TEST_F(MonitorTest, AConfigurationChangedDuringASampleHoldsForWhoeverAsksAfterIt) {
  std::promise<void> entered;
  std::promise<void> go_on;
  std::shared_future<void> may_go_on = go_on.get_future().share();
  options_.service_state = [&, this] {
    if (++samples_ == 1) {
      entered.set_value();
      may_go_on.wait();
    }
    return ServiceState{};
  };
  start();
  std::promise<SamplePtr> answer;
  monitor_->get([](const SamplePtr&) {});
  testing::value_of(entered.get_future());
  config_.memory_used_percent = {10, 20};
  monitor_->set_config(config_);
  monitor_->get([&](SamplePtr sample) { answer.set_value(std::move(sample)); });
  go_on.set_value();
  EXPECT_FALSE(testing::value_of(answer.get_future())->snapshot->healthy);
}

TEST_F(MonitorTest, FaultsAndRedisComeFromTheService) {
  state_.redis_up = false;
  state_.redis_detail = "refused";
  state_.faults = {"the state directory cannot be written"};
  start();
  const SamplePtr sample = wait();
  EXPECT_FALSE(sample->snapshot->healthy);
  EXPECT_FALSE(sample->snapshot->service_able);
  EXPECT_EQ(sample->snapshot->reasons.front().text, "the state directory cannot be written");
  {
    const std::lock_guard lock(mutex_);
    state_.faults.clear();
    state_.redis_up = true;
  }
  EXPECT_TRUE(next()->snapshot->healthy);
}

TEST_F(MonitorTest, WithoutProcAndBusThereIsStillASample) {
  options_.proc_root = options_.sys_root = "/nonexistent";
  start();
  const SamplePtr sample = wait();
  EXPECT_TRUE(sample->snapshot->healthy);
  EXPECT_EQ(sample->snapshot->level, Level::warning);
  EXPECT_THAT(sample->snapshot->reasons.front().text, HasSubstr("/proc/meminfo"));
}

TEST_F(MonitorTest, ALoopThatDoesNotRunDelaysOneSampleOnly) {
  loop_.stop();
  config_.bus_timeout = 50ms;
  start();
  EXPECT_THAT(wait()->snapshot->bus.detail, HasSubstr("event loop"));
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(next()->snapshot->bus.reachable);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST_F(MonitorTest, CallersThatStillWaitAtTheEndAreTold) {
  std::promise<void> entered;
  std::promise<void> go_on;
  std::shared_future<void> may_go_on = go_on.get_future().share();
  options_.derive = [&](const Snapshot&) -> std::shared_ptr<const void> {
    entered.set_value();
    may_go_on.wait();
    return nullptr;
  };
  start();
  std::promise<void> told;
  monitor_->get([&](const SamplePtr&) { told.set_value(); });
  testing::value_of(entered.get_future());
  std::thread end([this] { monitor_.reset(); });
  go_on.set_value();
  testing::value_of(told.get_future());
  end.join();
}

TEST_F(MonitorTest, ManyThreadsMayAskAndReconfigure) {
  options_.clock = {};
  config_.max_age = 1ms;
  start();
  std::vector<std::thread> threads;
  threads.reserve(5);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int j = 0; j < 200; ++j) {
        monitor_->fresh();
        EXPECT_NE(wait(), nullptr);
      }
    });
  }
  threads.emplace_back([this] {
    for (int j = 0; j < 100; ++j) monitor_->set_config(config_);
  });
  for (std::thread& thread : threads) thread.join();
}

class MonitorBusTest : public MonitorTest {
 protected:
  MonitorBusTest() { options_.bus_address = daemon_.address(); }

  static bool reachable(const Snapshot& snapshot) { return snapshot.bus.reachable; }
  static bool unreachable(const Snapshot& snapshot) { return !snapshot.bus.reachable; }

  testing::PrivateBus daemon_;
};

TEST_F(MonitorBusTest, AFirstSampleKnowsUnitsAndSessions) {
  testing::FakeServices services(daemon_.address());
  services.tell("state degraded");
  services.tell("failed broken.service");
  start();
  const SamplePtr sample = wait();
  EXPECT_EQ(sample->snapshot->bus.systemd_state, "degraded");
  EXPECT_EQ(sample->snapshot->bus.sessions, 1U);
  EXPECT_THAT(sample->snapshot->reasons.front().text, HasSubstr("1 failed unit: broken.service"));
  services.tell("failed");
  EXPECT_TRUE(next()->snapshot->reasons.empty());
}

TEST_F(MonitorBusTest, WatchedUnitsFollowTheConfiguration) {
  testing::FakeServices services(daemon_.address());
  start();
  EXPECT_TRUE(wait()->snapshot->reasons.empty());
  config_.watched_units = {"nginx.service"};
  monitor_->set_config(config_);
  EXPECT_THAT(wait()->snapshot->reasons.front().text, HasSubstr("nginx.service does not exist"));
}

TEST_F(MonitorBusTest, ARestartOfTheBusIsSeenBothWays) {
  auto services = std::make_unique<testing::FakeServices>(daemon_.address());
  start();
  EXPECT_TRUE(wait()->snapshot->bus.reachable);
  daemon_.kill();
  EXPECT_TRUE(comes_to(unreachable));
  services.reset();
  daemon_.start();
  services = std::make_unique<testing::FakeServices>(daemon_.address());
  // Not "comes to": who asks when it is back is told so.
  EXPECT_TRUE(next()->snapshot->bus.reachable);
}

TEST_F(MonitorBusTest, AStoppedBusDelaysOneSampleAndIsSeenToComeBack) {
  testing::FakeServices services(daemon_.address());
  start();
  EXPECT_TRUE(wait()->snapshot->bus.reachable);
  daemon_.pause();
  config_.bus_timeout = 500ms;
  monitor_->set_config(config_);
  EXPECT_FALSE(wait()->snapshot->bus.reachable);
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(next()->snapshot->bus.reachable);
  // Ten samples that each waited would take five seconds.
  EXPECT_LT(std::chrono::steady_clock::now() - before, 2500ms);
  EXPECT_TRUE(comes_to([](const Snapshot& snapshot) {
    return snapshot.bus.detail.find("did not answer within 500 ms") != std::string::npos;
  }));
  daemon_.resume();
  EXPECT_TRUE(comes_to(reachable));
}

TEST_F(MonitorBusTest, AStoppedSystemdIsToldByItsName) {
  testing::FakeServices services(daemon_.address());
  start();
  EXPECT_TRUE(wait()->snapshot->bus.reachable);
  services.pause();
  config_.bus_timeout = 50ms;
  monitor_->set_config(config_);
  EXPECT_TRUE(comes_to([](const Snapshot& snapshot) {
    return !snapshot.reasons.empty() &&
           snapshot.reasons.front().text.find("org.freedesktop.systemd1 did not answer within 50 ms") !=
               std::string::npos;
  }));
  services.resume();
  EXPECT_TRUE(comes_to(reachable));
}

}  // namespace
}  // namespace maxos::health
