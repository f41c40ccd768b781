#include "hosts/remote/host_samples.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <deque>

#include "health/assess.h"
#include "two_ends.h"

namespace maxos::hosts {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;
using SamplePtr = std::shared_ptr<const health::Sample>;
using SnapshotPtr = std::shared_ptr<const health::Snapshot>;

// The monitor of a host: a test says what the machine is like.
class FakeMonitor : public health::SampleSource {
 public:
  ~FakeMonitor() override { end_watches(); }

  SamplePtr fresh() const override { return nullptr; }
  void get(std::function<void(SamplePtr)> done) override {
    ++asked;
    done(sample());
  }
  // The machine has changed, and somebody who samples has seen it.
  void set_disk(double used_percent) {
    {
      const std::lock_guard lock(mutex_);
      used_percent_ = used_percent;
    }
    publish(sample());
  }

  std::atomic<int> asked{0};
  std::atomic<bool> watched{false};

 private:
  void on_watched(bool now) override { watched = now; }
  SamplePtr sample() const {
    auto snapshot = std::make_shared<health::Snapshot>();
    snapshot->taken = std::chrono::steady_clock::now();
    snapshot->uptime_seconds = 1;
    {
      const std::lock_guard lock(mutex_);
      health::Filesystem& disk = snapshot->filesystems.emplace_back();
      disk.mount_point = "/srv";
      disk.total_bytes = 1000;
      disk.used_percent = used_percent_;
    }
    health::assess(*snapshot, {}, {});
    auto sample = std::make_shared<health::Sample>();
    sample->snapshot = std::move(snapshot);
    return sample;
  }

  mutable std::mutex mutex_;
  double used_percent_ = 10;
};

class HostSamplesTest : public TwoEnds {
 protected:
  HostSamplesTest() {
    samples_of_host_ = &monitor_;
    make_server();
    make_remote();
    HostSamples::Options options;
    options.service_state = [this] {
      health::ServiceState state;
      state.redis_up = redis_up_;
      return state;
    };
    config_.max_age = 1ms;
    samples_ = std::make_unique<HostSamples>(front_.loop, *remote_, config_, std::move(options));
  }
  ~HostSamplesTest() override {
    watch_.reset();
    front_.stop();
    back_.stop();
    samples_.reset();
    // It uses the monitor.
    server_.reset();
  }

  void watch() {
    watch_ = samples_->watch([this](const SamplePtr& sample) {
      {
        const std::lock_guard lock(mutex_);
        told_.push_back(sample->snapshot);
      }
      changed_.notify_all();
    });
  }
  // The next one that is told; nullptr: none comes.
  SnapshotPtr next() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, testing::kPatience, [this] { return !told_.empty(); })) return nullptr;
    auto first = told_.front();
    told_.pop_front();
    return first;
  }
  std::string next_reasons() {
    const SnapshotPtr snapshot = next();
    if (snapshot == nullptr) return "(nothing came)";
    std::string all;
    for (const health::Reason& reason : snapshot->reasons) all.append(reason.text).append("; ");
    return all;
  }
  template <typename Condition>
  static bool comes_true(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    while (!condition() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
    return condition();
  }

  FakeMonitor monitor_;
  config::Health config_;
  std::atomic<bool> redis_up_{true};
  std::unique_ptr<HostSamples> samples_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<SnapshotPtr> told_;
  std::unique_ptr<health::Watch> watch_;
};

TEST_F(HostSamplesTest, TheHostPushesWhatCrossesAThresholdAsLongAsSomebodyWatches) {
  EXPECT_FALSE(monitor_.watched);
  watch();
  EXPECT_THAT(next_reasons(), ::testing::Not(HasSubstr("/srv")));
  // The first sample that is told, and the one with which the watch begins.
  ASSERT_TRUE(comes_true([this] { return monitor_.asked == 2; }));
  monitor_.set_disk(92);
  EXPECT_THAT(next_reasons(), HasSubstr("/srv is 92% full"));
  // The same verdict, with another figure.
  monitor_.set_disk(93);
  monitor_.set_disk(99);
  EXPECT_THAT(next_reasons(), HasSubstr("/srv is 99% full"));
  EXPECT_EQ(monitor_.asked, 2) << "it was asked instead of pushing";
  watch_.reset();
  EXPECT_TRUE(comes_true([this] { return !monitor_.watched; }));
}

TEST_F(HostSamplesTest, WhatTheFrontEndLearnsItselfIsToldToo) {
  watch();
  EXPECT_THAT(next_reasons(), ::testing::Not(HasSubstr("Redis")));
  redis_up_ = false;
  samples_->expire();
  EXPECT_THAT(next_reasons(), HasSubstr("Redis is down"));
  config_.disk_used_percent = {5, 99};
  samples_->set_config(config_);
  EXPECT_THAT(next_reasons(), HasSubstr("/srv is 10% full"));
}

TEST_F(HostSamplesTest, AHostThatGoesAndComesBackIsToldAndPushesAgain) {
  watch();
  ASSERT_NE(next(), nullptr);
  ASSERT_TRUE(comes_true([this] { return monitor_.watched.load(); }));
  refuse_ = true;
  back_.on_loop([this] { server_.reset(); });
  const SnapshotPtr gone = next();
  ASSERT_NE(gone, nullptr);
  EXPECT_THAT(gone->unreachable, HasSubstr("does not answer"));
  EXPECT_FALSE(gone->healthy);
  EXPECT_FALSE(monitor_.watched);
  make_server(2);
  refuse_ = false;
  const SnapshotPtr back = next();
  ASSERT_NE(back, nullptr);
  EXPECT_THAT(back->unreachable, IsEmpty());
  ASSERT_TRUE(comes_true([this] { return monitor_.watched.load(); }));
  monitor_.set_disk(99);
  EXPECT_THAT(next_reasons(), HasSubstr("/srv is 99% full"));
}

TEST_F(HostSamplesTest, TwoWatchesOfOneConnectionAreOneTooMany) {
  watch();
  ASSERT_TRUE(comes_true([this] { return monitor_.watched.load(); }));
  std::promise<absl::Status> refused;
  std::stop_source stop;
  remote_->watch(stop.get_token(), [&](const absl::StatusOr<health::Snapshot>& snapshot) {
    refused.set_value(snapshot.status());
  });
  EXPECT_EQ(testing::value_of(refused.get_future()).code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace maxos::hosts
