// A monitor over a machine of files, with a clock that tests move.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

#include "fake_machine.h"
#include "health/monitor.h"
#include "loop_thread.h"

namespace maxos::health {

using namespace std::chrono_literals;
using SamplePtr = std::shared_ptr<const Sample>;

// A steady clock that tests move by hand.
class FakeClock {
 public:
  platform::Clock clock() {
    platform::Clock out;
    out.steady = [this] {
      return std::chrono::steady_clock::time_point(std::chrono::nanoseconds(now_.load()));
    };
    return out;
  }
  void advance(std::chrono::nanoseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{std::chrono::nanoseconds(std::chrono::hours(1)).count()};
};

class MonitorTest : public ::testing::Test {
 protected:
  MonitorTest() {
    options_.proc_root = machine_.proc();
    options_.sys_root = machine_.sys();
    options_.bus_address = "unix:path=/nonexistent/bus";
    options_.clock = time_.clock();
    options_.service_state = [this] {
      ++samples_;
      const std::lock_guard lock(mutex_);
      return state_;
    };
    state_.redis_up = true;
    config_.max_age = 1s;
    config_.bus_timeout = 5s;
  }

  void start() { monitor_ = std::make_unique<Monitor>(loop_.loop, config_, options_); }
  SamplePtr wait() { return monitor_->wait(std::chrono::steady_clock::now() + testing::kPatience); }
  // A sample taken after what happened before this call.
  SamplePtr next() {
    time_.advance(2s);
    return wait();
  }
  // Samples until `good` holds, for what another process has yet to see.
  template <typename Good>
  bool comes_to(Good good) {
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    while (std::chrono::steady_clock::now() < end) {
      if (good(*next()->snapshot)) return true;
    }
    return false;
  }

  testing::FakeMachine machine_;
  FakeClock time_;
  testing::LoopThread loop_;
  std::atomic<int> samples_{0};
  std::mutex mutex_;
  ServiceState state_;
  config::Health config_;
  MonitorOptions options_;
  std::unique_ptr<Monitor> monitor_;
};

}  // namespace maxos::health
