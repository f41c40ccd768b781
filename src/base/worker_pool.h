// A few named threads with a bounded queue.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace maxos::base {

// Runs tasks in the order of their coming. All methods are thread-safe. Tasks must not throw.
class WorkerPool {
 public:
  using Clock = std::chrono::steady_clock;
  using Task = std::function<void()>;

  // `name`: of the threads, at most 12 characters. `threads` and `capacity` (tasks that wait, those that run
  // not counted) are at least 1. Threads are started when first needed, so that an idle daemon stays small.
  WorkerPool(std::string name, std::size_t threads, std::size_t capacity);
  // Runs what is queued, then joins.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Queues a task. False, and nothing is kept, when the queue is full or the pool stops.
  [[nodiscard]] bool try_submit(Task task);

  // For a task that another thread could carry out sooner than one of the pool's, which would have to be
  // woken: counts that thread as one of them, if none has anything to do. run_entered() must follow.
  [[nodiscard]] bool try_enter();
  void run_entered(const Task& task);

  // Whether the calling thread is one of this pool's, or has entered it.
  bool on_worker() const;

  // The calling task is alive. Long tasks call it from their loops (ExecutionContext does); no-op on other
  // threads.
  static void beat();

  // Whether work gets done: something idles, or at least one worker took a task, ended one or called beat()
  // within `limit`. False means that every worker has been silent for longer, with tasks inside.
  bool alive(Clock::duration limit) const;

  std::size_t threads() const { return thread_count_; }
  // Tasks that wait now.
  std::size_t queued() const;

 private:
  struct Worker {
    std::atomic<Clock::rep> last_beat{0};
    std::atomic<bool> busy{false};
    std::thread thread;
  };

  void run(Worker& worker);
  // Under the mutex: whether a sleeping worker is to be woken for what waits. One at a time, each of which
  // wakes the next: many short tasks in a row then keep a few workers awake, and not all of them busy waking.
  bool wake_another();

  // Under the mutex: whether a worker may take what waits.
  bool may_take() const { return !queue_.empty() && running_ < thread_count_; }

  const std::string name_;
  const std::size_t thread_count_;
  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::deque<Worker> workers_;
  std::size_t idle_ = 0;
  std::size_t running_ = 0;  // tasks; never more than there are threads
  Worker entered_;           // without a thread of its own
  std::condition_variable left_;
  bool waking_ = false;  // one was woken and has not looked yet
  bool stopping_ = false;
};

}  // namespace maxos::base
