#include "platform/loop_turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <thread>

#include "loop_thread.h"

namespace maxos::platform {
namespace {

using namespace std::chrono_literals;
using testing::value_of;

// The turns at a loop, which runs while this is there.
class Turning {
 public:
  Turning() : thread_([this] { turns.run(); }) {
    // The second thread is there when it may relieve the first.
    surely_between([] {});
    value_of(on_loop([] {}));
  }
  ~Turning() { stop(); }
  Turning(const Turning&) = delete;
  Turning& operator=(const Turning&) = delete;

  void stop() {
    if (!thread_.joinable()) return;
    loop.stop();
    thread_.join();
  }

  // Asks the loop to take `task` between its callbacks; whether it did.
  bool between(std::function<void()> task) {
    std::promise<bool> taken;
    auto answer = taken.get_future();
    loop.post([this, &taken, task = std::move(task)]() mutable {
      const bool may = turns.may_run_between();
      if (may) turns.run_between(std::move(task));
      taken.set_value(may);
    });
    return value_of(std::move(answer));
  }

  // The same until it does: a thread that was held up may have been relieved, and has to come back first.
  void surely_between(const std::function<void()>& task) {
    while (!between(task)) std::this_thread::yield();
  }

  // The loop's thread, when it has come to `function`.
  std::future<std::thread::id> on_loop(std::function<void()> function) {
    auto thread = std::make_shared<std::promise<std::thread::id>>();
    auto answer = thread->get_future();
    loop.post([thread, function = std::move(function)] {
      function();
      thread->set_value(std::this_thread::get_id());
    });
    return answer;
  }

  EventLoop loop;
  LoopTurns turns{loop};

 private:
  std::thread thread_;
};

TEST(LoopTurns, AShortTaskRunsOnTheThreadOfTheLoop) {
  Turning turning;
  int same = 0;
  for (int i = 0; i < 200; ++i) {
    const auto before = value_of(turning.on_loop([] {}));
    std::promise<std::thread::id> ran;
    auto thread = ran.get_future();
    // Refused while the other thread is on its way back.
    if (!turning.between([&ran] { ran.set_value(std::this_thread::get_id()); })) continue;
    if (value_of(std::move(thread)) == before) ++same;
  }
  // Now and then this machine holds a thread up for longer than the other one waits.
  EXPECT_GT(same, 100);
}

TEST(LoopTurns, ALongTaskDoesNotKeepTheLoop) {
  Turning turning;
  std::promise<void> release;
  const auto gate = release.get_future().share();
  std::promise<std::thread::id> began;
  auto worker = began.get_future();
  turning.surely_between([&began, gate] {
    began.set_value(std::this_thread::get_id());
    gate.wait();
  });
  const auto busy = value_of(std::move(worker));
  // The loop goes on, on the other thread, which has nobody to relieve it.
  EXPECT_NE(value_of(turning.on_loop([] {})), busy);
  EXPECT_FALSE(turning.between([] {}));
  release.set_value();
  // The first one comes back and stands by.
  turning.surely_between([] {});
}

TEST(LoopTurns, TakesOneTaskAtATime) {
  Turning turning;
  for (bool first = false; !first;) {
    bool second = false;
    value_of(turning.on_loop([&] {
      first = turning.turns.may_run_between();
      if (first) turning.turns.run_between([] {});
      second = turning.turns.may_run_between();
    }));
    EXPECT_FALSE(second);
  }
}

TEST(LoopTurns, NoOtherThreadMayGiveItATask) {
  Turning turning;
  EXPECT_FALSE(turning.turns.may_run_between());
}

TEST(LoopTurns, StopsWhileATaskRunsAndWaitsForItAtTheEnd) {
  std::atomic<bool> over = false;
  std::promise<void> release;
  const auto gate = release.get_future().share();
  {
    Turning turning;
    std::latch began(1);
    turning.surely_between([&, gate] {
      began.count_down();
      gate.wait();
      over = true;
    });
    began.wait();
    turning.stop();
    EXPECT_FALSE(over);
    release.set_value();
  }
  EXPECT_TRUE(over);
}

TEST(LoopTurns, WhatWasTakenBeforeTheStopRuns) {
  std::atomic<bool> ran = false;
  {
    Turning turning;
    for (bool taken = false; !taken;) {
      value_of(turning.on_loop([&] {
        taken = turning.turns.may_run_between();
        if (!taken) return;
        turning.turns.run_between([&ran] { ran = true; });
        turning.loop.stop();
      }));
    }
  }
  EXPECT_TRUE(ran);
}

// Tasks of every length, callbacks all the time: each runs once, and no two callbacks at the same time.
TEST(LoopTurns, HandsTheLoopOverUnderLoad) {
  std::atomic<int> inside = 0;
  std::atomic<int> together = 0;
  std::atomic<int> ran = 0;
  int taken = 0;
  {
    Turning turning;
    std::promise<void> done;
    constexpr int kRounds = 3'000;
    for (int i = 0; i < kRounds; ++i) {
      turning.loop.post([&, i] {
        if (inside.fetch_add(1) != 0) ++together;
        if (turning.turns.may_run_between()) {
          ++taken;
          turning.turns.run_between([&ran, i] {
            if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(500 * (i % 6)));
            ++ran;
          });
        }
        inside.fetch_sub(1);
        if (i + 1 == kRounds) done.set_value();
      });
      if (i % 3 == 0) std::this_thread::sleep_for(50us);
    }
    value_of(done.get_future());
    // Its end waits for the last task.
  }
  EXPECT_EQ(ran, taken);
  EXPECT_GT(taken, 0);
  EXPECT_EQ(together, 0);
}

}  // namespace
}  // namespace maxos::platform
