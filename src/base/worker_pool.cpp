#include "base/worker_pool.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace maxos::base {
namespace {

thread_local const WorkerPool* current_pool = nullptr;
thread_local std::atomic<WorkerPool::Clock::rep>* current_beat = nullptr;

WorkerPool::Clock::rep now_ticks() {
  return WorkerPool::Clock::now().time_since_epoch().count();
}

}  // namespace

WorkerPool::WorkerPool(std::string name, std::size_t threads, std::size_t capacity)
    : name_(std::move(name)),
      thread_count_(std::max<std::size_t>(threads, 1)),
      capacity_(std::max<std::size_t>(capacity, 1)) {}

WorkerPool::~WorkerPool() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    left_.wait(lock, [this] { return !entered_.busy; });
  }
  wake_.notify_all();
  for (Worker& worker : workers_) worker.thread.join();
}

bool WorkerPool::try_submit(Task task) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= capacity_) return false;
    queue_.push_back(std::move(task));
    if (queue_.size() > idle_ && workers_.size() < thread_count_) {
      Worker& worker = workers_.emplace_back();
      worker.last_beat = now_ticks();
      worker.thread = std::thread([this, &worker] { run(worker); });
    }
    wake = wake_another();
  }
  if (wake) wake_.notify_one();
  return true;
}

bool WorkerPool::wake_another() {
  return may_take() && idle_ > 0 && !std::exchange(waking_, true);
}

bool WorkerPool::try_enter() {
  const std::lock_guard lock(mutex_);
  if (stopping_ || running_ > 0 || !queue_.empty()) return false;
  running_ = 1;
  entered_.busy = true;
  entered_.last_beat = now_ticks();
  return true;
}

void WorkerPool::run_entered(const Task& task) {
  current_pool = this;
  current_beat = &entered_.last_beat;
  task();
  current_pool = nullptr;
  current_beat = nullptr;
  const std::lock_guard lock(mutex_);
  --running_;
  entered_.busy = false;
  // Under the lock: the pool may go as soon as it is free.
  left_.notify_all();
  if (wake_another()) wake_.notify_one();
}

bool WorkerPool::on_worker() const {
  return current_pool == this;
}

void WorkerPool::beat() {
  if (current_beat != nullptr) current_beat->store(now_ticks(), std::memory_order_relaxed);
}

bool WorkerPool::alive(Clock::duration limit) const {
  const std::lock_guard lock(mutex_);
  const Clock::rep oldest = now_ticks() - limit.count();
  const auto is_silent = [oldest](const Worker& worker) {
    return worker.busy.load() && worker.last_beat.load(std::memory_order_relaxed) < oldest;
  };
  const auto silent = static_cast<std::size_t>(std::count_if(workers_.begin(), workers_.end(), is_silent));
  return silent + (is_silent(entered_) ? 1 : 0) < thread_count_;
}

std::size_t WorkerPool::queued() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkerPool::run(Worker& worker) {
  pthread_setname_np(pthread_self(), name_.substr(0, 15).c_str());
  current_pool = this;
  current_beat = &worker.last_beat;
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    while (!may_take() && !(stopping_ && queue_.empty())) {
      wake_.wait(lock);
      waking_ = false;
    }
    --idle_;
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    worker.last_beat = now_ticks();
    worker.busy = true;
    ++running_;
    const bool wake = wake_another();
    lock.unlock();
    if (wake) wake_.notify_one();
    task();
    // Destroyed before the lock is taken again: a task's captures may be large.
    task = nullptr;
    worker.last_beat = now_ticks();
    worker.busy = false;
    lock.lock();
    --running_;
  }
}

}  // namespace maxos::base
