// Ctrl-C and SIGTERM as events instead of sudden death: the call is cancelled and the daemon hears of it.
#pragma once

#include <signal.h>

#include <atomic>
#include <stop_token>
#include <thread>

#include "base/fd.h"

namespace maxos::ctl {

// Made once, at the start of main, before any other thread: it blocks the two signals for the whole process
// and waits for them on a thread of its own. The second signal ends the process at once.
class Interrupt {
 public:
  Interrupt();
  // Ends the thread and lets the signals do again what they did before.
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Asked to stop by the first signal. Callbacks run on this object's thread.
  std::stop_token token() const { return source_.get_token(); }
  // Readable from the first signal on; -1 when the system has no descriptor left.
  int fd() const { return happened_.get(); }
  // SIGINT or SIGTERM; 0 when none came.
  int signal() const { return signal_; }

 private:
  void wait();

  std::stop_source source_;
  std::atomic<int> signal_{0};
  base::UniqueFd signals_;
  base::UniqueFd happened_;
  base::UniqueFd end_;
  sigset_t before_{};
  std::thread thread_;
};

}  // namespace maxos::ctl
