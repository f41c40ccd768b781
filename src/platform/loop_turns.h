// Two threads that take turns at an event loop, so that the one at the loop can carry out tasks too.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/event_loop.h"

namespace maxos::platform {

// A short task that comes over the loop is done sooner on the loop's own thread than on another one, which
// would have to be woken for it. A long one must not keep the loop: then the second thread goes on with it.
// Between any two callbacks the loop's thread may so become the other one.
class LoopTurns {
 public:
  // How long a task may keep the loop; up to twice as long until the other thread notices.
  static constexpr std::chrono::milliseconds kPatience{1};

  // `loop` outlives this.
  explicit LoopTurns(EventLoop& loop) : loop_(loop) {}
  // Waits for a task that still runs.
  ~LoopTurns();
  LoopTurns(const LoopTurns&) = delete;
  LoopTurns& operator=(const LoopTurns&) = delete;

  // Runs the loop on two threads of its own until the loop's stop(). A task may still run then. Once.
  void run();

  // Whether run_between() may be called: this is a callback of the loop under run(), nothing is taken yet,
  // and a thread is free to relieve this one.
  bool may_run_between();
  // Runs `task` on this thread when the callbacks at hand have returned; if the loop is stopped by then,
  // after run() has returned.
  void run_between(std::function<void()> task);

 private:
  void take_turns(bool leads);
  // True when the loop has been stopped, false when the other thread leads now.
  bool lead();
  bool work();
  // False when the loop has been stopped.
  bool wait_for_turn();

  EventLoop& loop_;
  // Of the thread that leads:
  std::function<void()> between_;

  std::mutex mutex_;
  std::condition_variable relief_;
  std::condition_variable end_;
  std::uint64_t task_ = 0;  // counts them
  bool working_ = false;    // the leader is inside a task
  bool free_ = false;       // the other thread waits for its turn
  bool sleeps_ = false;     // it does so without looking after the leader
  bool finished_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace maxos::platform
