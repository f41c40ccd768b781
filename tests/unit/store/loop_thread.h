// An event loop on a thread of its own, and waiting for what happens on it.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "platform/event_loop.h"
#include "store/redis.h"

namespace maxos::store {

// Far beyond anything a test waits for; a test that meets it has failed.
inline constexpr std::chrono::seconds kPatience{20};

class LoopThread {
 public:
  LoopThread() : thread_([this] { loop.run(); }) {}
  ~LoopThread() {
    loop.stop();
    thread_.join();
  }

  // Runs `function` on the loop and waits for its end.
  void run(const std::function<void()>& function) {
    std::promise<void> done;
    loop.post([&] {
      function();
      done.set_value();
    });
    done.get_future().wait();
  }

  platform::EventLoop loop;

 private:
  std::thread thread_;
};

// What on_change told, to be waited for.
class Changes {
 public:
  std::function<void(const RedisState&)> listener() {
    return [this](const RedisState& state) {
      const std::lock_guard lock(mutex_);
      states_.push_back(state);
      changed_.notify_all();
    };
  }

  // Waits for change number `count` (from 1) and gives it.
  RedisState wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kPatience, [&] { return states_.size() >= count; })) {
      ADD_FAILURE() << "change " << count << " did not come; there were " << states_.size();
      return {};
    }
    return states_[count - 1];
  }

  // Whether there are `count` changes within `time`.
  bool wait_for(std::size_t count, std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [&] { return states_.size() >= count; });
  }

  std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return states_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<RedisState> states_;
};

// A client on a loop, destroyed on it.
class LoopRedis {
 public:
  LoopRedis(LoopThread& thread, const config::Redis& config)
      : thread_(thread), redis_(connect_redis(thread.loop, config, changes.listener())) {}
  ~LoopRedis() {
    thread_.run([this] { redis_.reset(); });
  }

  // Sends a command and waits for the answer.
  absl::StatusOr<Reply> ask(Redis::Command command) {
    return wait([&](Redis::Done done) { redis_->send(std::move(command), std::move(done)); });
  }
  absl::StatusOr<Reply> transaction(std::vector<Redis::Command> commands) {
    return wait([&](Redis::Done done) { redis_->transaction(std::move(commands), std::move(done)); });
  }

  Redis& operator*() { return *redis_; }
  Redis* operator->() { return redis_.get(); }
  Redis* get() { return redis_.get(); }

  Changes changes;

 private:
  template <typename Start>
  absl::StatusOr<Reply> wait(Start start) {
    auto answer = std::make_shared<std::promise<absl::StatusOr<Reply>>>();
    auto future = answer->get_future();
    thread_.run(
        [&] { start([answer](absl::StatusOr<Reply> reply) { answer->set_value(std::move(reply)); }); });
    if (future.wait_for(kPatience) != std::future_status::ready) {
      ADD_FAILURE() << "no answer";
      return absl::UnknownError("no answer");
    }
    return future.get();
  }

  LoopThread& thread_;
  std::unique_ptr<Redis> redis_;
};

}  // namespace maxos::store
