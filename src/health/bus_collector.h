// What systemd, logind and timedated say over D-Bus.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "health/snapshot.h"
#include "platform/bus.h"
#include "platform/event_loop.h"

namespace maxos::health {

struct BusAnswer {
  Bus bus;
  // Something did not answer within the time limit, rather than refusing at once.
  bool timed_out = false;
};

// Used on the loop's thread alone, or while the loop does not run.
class BusCollector {
 public:
  using Steady = std::chrono::steady_clock;

  // `address`: as for platform::Bus. `loop` must outlive it.
  BusCollector(platform::EventLoop& loop, std::string address) : bus_(loop, std::move(address)) {}
  BusCollector(const BusCollector&) = delete;
  BusCollector& operator=(const BusCollector&) = delete;

  // Asks for everything at once and calls `done` once, on the loop, when systemd and logind have answered or
  // `timeout` is over. Not waited for are timedated, which the bus has to start first and which is asked at
  // most once a minute, and logind while it is known not to answer: their values come with a later answer.
  // One call at a time.
  void ask(const std::vector<std::string>& watched_units, std::chrono::microseconds timeout,
           std::function<void(BusAnswer)> done);

 private:
  // One call of ask().
  struct Round {
    BusAnswer answer;
    int awaited = 1;  // what is still to come, ask() itself included
    std::function<void(BusAnswer)> done;

    // Notes that one awaited thing has come; at the last one tells the caller.
    void arrived();
    // Notes how systemd answered.
    void systemd_said(const absl::Status& status);
  };

  void ask_systemd(const std::shared_ptr<Round>& round, const std::vector<std::string>& watched_units,
                   std::chrono::microseconds timeout);
  void ask_logind(const std::shared_ptr<Round>& round, std::chrono::microseconds timeout);
  void ask_timedated(Steady::time_point now);

  bool logind_hangs_ = false;
  bool logind_asked_ = false;
  bool timedated_asked_ = false;
  std::optional<bool> ntp_synchronized_;
  Steady::time_point ask_timedated_again_{};
  // Last: its replies use what stands above, and none comes after it is gone.
  platform::Bus bus_;
};

}  // namespace maxos::health
