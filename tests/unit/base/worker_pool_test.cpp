#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <future>
#include <latch>

namespace maxos::base {
namespace {

using namespace std::chrono_literals;

TEST(WorkerPool, RunsWhatItTookBeforeItEnds) {
  std::atomic<int> ran{0};
  {
    WorkerPool pool("test", 2, 100);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.try_submit([&ran] { ++ran; }));
  }
  EXPECT_EQ(ran, 50);
}

// They are woken one by the other: all the same none is left asleep while something waits.
TEST(WorkerPool, SleepingWorkersAllComeForTasksThatNeedEachOther) {
  WorkerPool pool("test", 4, 100);
  for (int round = 0; round < 500; ++round) {
    std::latch together(4);
    std::latch over(4);
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(pool.try_submit([&] {
        together.arrive_and_wait();
        over.count_down();
      }));
    }
    over.wait();
  }
}

TEST(WorkerPool, RefusesWhatGoesBeyondItsQueue) {
  std::latch running(1);
  std::promise<void> release;
  const auto gate = release.get_future().share();
  WorkerPool pool("test", 1, 2);
  ASSERT_TRUE(pool.try_submit([&running, gate] {
    running.count_down();
    gate.wait();
  }));
  running.wait();
  EXPECT_TRUE(pool.try_submit([] {}));
  EXPECT_TRUE(pool.try_submit([] {}));
  EXPECT_FALSE(pool.try_submit([] {}));
  EXPECT_EQ(pool.queued(), 2U);
  release.set_value();
}

TEST(WorkerPool, ASilentPoolIsNotAliveAndABeatRevivesIt) {
  std::latch running(2);
  std::promise<void> release;
  const auto gate = release.get_future().share();
  std::promise<void> beat;
  const auto beat_gate = beat.get_future().share();
  std::promise<void> beaten;
  WorkerPool pool("test", 2, 2);
  ASSERT_TRUE(pool.try_submit([&running, gate] {
    running.count_down();
    gate.wait();
  }));
  EXPECT_TRUE(pool.alive(0ns));  // one worker is not started yet
  ASSERT_TRUE(pool.try_submit([&, gate, beat_gate] {
    running.count_down();
    beat_gate.wait();
    WorkerPool::beat();
    beaten.set_value();
    gate.wait();
  }));
  running.wait();
  EXPECT_TRUE(pool.alive(1h));
  EXPECT_FALSE(pool.alive(-1h));  // a limit in the future: nobody can have been that quick
  beat.set_value();
  beaten.get_future().wait();
  EXPECT_TRUE(pool.alive(1h));
  release.set_value();
}

TEST(WorkerPool, AThreadThatEnteredCountsAsOneOfItsWorkers) {
  WorkerPool pool("test", 1, 2);
  ASSERT_TRUE(pool.try_enter());
  EXPECT_FALSE(pool.try_enter());
  std::promise<void> ran;
  auto done = ran.get_future();
  ASSERT_TRUE(pool.try_submit([&ran] { ran.set_value(); }));
  pool.run_entered([&] {
    EXPECT_TRUE(pool.on_worker());
    EXPECT_EQ(done.wait_for(20ms), std::future_status::timeout);  // one worker, and it is here
    EXPECT_TRUE(pool.alive(1h));
    EXPECT_FALSE(pool.alive(-1h));
  });
  EXPECT_FALSE(pool.on_worker());
  EXPECT_EQ(done.wait_for(10s), std::future_status::ready);
}

TEST(WorkerPool, IsEnteredOnlyWhereNothingIsToDo) {
  std::latch running(1);
  std::promise<void> release;
  const auto gate = release.get_future().share();
  WorkerPool pool("test", 2, 2);
  ASSERT_TRUE(pool.try_submit([&running, gate] {
    running.count_down();
    gate.wait();
  }));
  running.wait();
  EXPECT_FALSE(pool.try_enter());
  release.set_value();
}

TEST(WorkerPool, EndsWhenTheThreadThatEnteredHasLeft) {
  std::atomic<bool> left{false};
  auto pool = std::make_unique<WorkerPool>("test", 2, 2);
  ASSERT_TRUE(pool->try_enter());
  std::thread thread([&left, at = pool.get()] {
    at->run_entered([&left] {
      std::this_thread::sleep_for(20ms);
      left = true;
    });
  });
  pool.reset();
  EXPECT_TRUE(left);
  thread.join();
}

TEST(WorkerPool, KnowsItsOwnThreads) {
  WorkerPool pool("test", 1, 1);
  EXPECT_FALSE(pool.on_worker());
  std::promise<bool> seen;
  ASSERT_TRUE(pool.try_submit([&] { seen.set_value(pool.on_worker()); }));
  EXPECT_TRUE(seen.get_future().get());
}

}  // namespace
}  // namespace maxos::base
