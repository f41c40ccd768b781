#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "health/assess.h"
#include "monitor_scene.h"

namespace maxos::health {
namespace {

// Watches with a time that goes on by itself.
class MonitorWatchTest : public MonitorTest {
 protected:
  MonitorWatchTest() {
    options_.clock = {};
    options_.watch_interval = 10ms;
    config_.max_age = 1ms;
  }

  void set_redis(bool up) {
    const std::lock_guard lock(mutex_);
    state_.redis_up = up;
  }
  SampleSource::Changed tell() {
    return [this](const SamplePtr& sample) {
      {
        const std::lock_guard lock(mutex_);
        told_.push_back(sample->snapshot);
      }
      ++count_;
    };
  }
  bool comes_to_count(int count) const {
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    while (count_ < count && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
    return count_ >= count;
  }
  // So many more samples were taken, unless nobody takes any.
  bool comes_to_samples(int more) const {
    const int begin = samples_;
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    while (samples_ < begin + more && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(1ms);
    return samples_ >= begin + more;
  }

  std::vector<std::shared_ptr<const Snapshot>> told_;
  std::atomic<int> count_{0};
};

TEST_F(MonitorWatchTest, TellsThePresentStateAndEachNewOneOnce) {
  start();
  const auto watch = monitor_->watch(tell());
  ASSERT_TRUE(comes_to_count(1));
  ASSERT_TRUE(comes_to_samples(5));
  EXPECT_EQ(count_, 1);
  set_redis(false);
  ASSERT_TRUE(comes_to_count(2));
  ASSERT_TRUE(comes_to_samples(5));
  EXPECT_EQ(count_, 2);
  set_redis(true);
  ASSERT_TRUE(comes_to_count(3));
  const std::lock_guard lock(mutex_);
  EXPECT_THAT(told_.at(0)->reasons, ::testing::SizeIs(told_.at(2)->reasons.size()));
  EXPECT_GT(told_.at(1)->reasons.size(), told_.at(0)->reasons.size());
}

TEST_F(MonitorWatchTest, SamplesAreTakenOnlyWhileSomebodyWatches) {
  start();
  auto first = monitor_->watch(tell());
  auto second = monitor_->watch(tell());
  ASSERT_TRUE(comes_to_count(2));
  first.reset();
  ASSERT_TRUE(comes_to_samples(3));
  second.reset();
  // One may be under way.
  loop_.on_loop([] {});
  wait();
  const int taken = samples_;
  std::this_thread::sleep_for(20 * options_.watch_interval);
  EXPECT_EQ(samples_, taken);
  set_redis(false);
  wait();
  EXPECT_EQ(count_, 2);
}

TEST_F(MonitorWatchTest, AWatchMayOutliveItsMonitor) {
  start();
  const auto watch = monitor_->watch(tell());
  ASSERT_TRUE(comes_to_count(1));
  monitor_.reset();
}

TEST(Verdict, IsTheSameAsLongAsOnlyFiguresChange) {
  const auto full = [](double percent) {
    Snapshot snapshot;
    Filesystem& disk = snapshot.filesystems.emplace_back();
    disk.mount_point = "/srv";
    disk.total_bytes = 1000;
    disk.used_percent = percent;
    assess(snapshot, {}, {});
    return snapshot;
  };
  EXPECT_TRUE(same_verdict(full(91), full(92)));
  EXPECT_TRUE(same_verdict(full(10), full(20)));
  EXPECT_FALSE(same_verdict(full(50), full(92)));
  EXPECT_FALSE(same_verdict(full(92), full(99)));
  Snapshot other = full(92);
  other.filesystems.front().mount_point = "/home";
  assess(other, {}, {});
  EXPECT_FALSE(same_verdict(full(92), other));
}

}  // namespace
}  // namespace maxos::health
