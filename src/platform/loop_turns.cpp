#include "platform/loop_turns.h"

#include <pthread.h>

#include <utility>

namespace maxos::platform {
namespace {

// So many looks without a task, and the other thread sleeps until there is one again.
constexpr int kQuietLooks = 20;

// Whose loop the calling thread is at.
thread_local const LoopTurns* leading = nullptr;

}  // namespace

LoopTurns::~LoopTurns() {
  for (std::thread& thread : threads_) thread.join();
}

void LoopTurns::run() {
  std::unique_lock lock(mutex_);
  threads_.emplace_back([this] { take_turns(true); });
  threads_.emplace_back([this] { take_turns(false); });
  end_.wait(lock, [this] { return finished_; });
}

bool LoopTurns::may_run_between() {
  if (leading != this || between_) return false;
  const std::lock_guard lock(mutex_);
  return free_;
}

void LoopTurns::run_between(std::function<void()> task) {
  between_ = std::move(task);
}

void LoopTurns::take_turns(bool leads) {
  pthread_setname_np(pthread_self(), "maxos-loop");
  while (leads || wait_for_turn()) {
    leading = this;
    if (lead()) return;
    leading = nullptr;
    leads = false;
  }
}

bool LoopTurns::lead() {
  while (loop_.run_once()) {
    if (between_ && !work()) return false;
  }
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  relief_.notify_all();
  end_.notify_all();
  if (between_) std::exchange(between_, nullptr)();
  return true;
}

bool LoopTurns::work() {
  std::function<void()> task = std::exchange(between_, nullptr);
  bool asleep = false;
  {
    const std::lock_guard lock(mutex_);
    ++task_;
    working_ = true;
    asleep = std::exchange(sleeps_, false);
  }
  if (asleep) relief_.notify_one();
  task();
  task = nullptr;
  const std::lock_guard lock(mutex_);
  return std::exchange(working_, false);
}

bool LoopTurns::wait_for_turn() {
  std::unique_lock lock(mutex_);
  free_ = true;
  std::uint64_t seen = task_;
  for (int quiet = kQuietLooks; !finished_;) {
    if (quiet >= kQuietLooks) {
      sleeps_ = true;
      relief_.wait(lock, [this] { return finished_ || !sleeps_; });
      seen = task_;
    }
    if (relief_.wait_for(lock, kPatience, [this] { return finished_; })) break;
    if (working_ && task_ == seen) {
      working_ = false;
      free_ = false;
      return true;
    }
    quiet = task_ == seen ? quiet + 1 : 0;
    seen = task_;
  }
  return false;
}

}  // namespace maxos::platform
