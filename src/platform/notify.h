// What a service of Type=notify tells systemd (sd_notify(3)). Without systemd (no $NOTIFY_SOCKET) every call
// is a no-op.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace maxos::platform {

// Reads the environment at each call, so make no changes to it once threads run. Not thread-safe: the event
// loop's thread alone calls it.
class Notify {
 public:
  // How often watchdog() must be called at the least: WATCHDOG_USEC= when it is meant for this process; empty
  // without a watchdog. Call it twice as often.
  static std::optional<std::chrono::microseconds> watchdog_period();

  // READY=1 with STATUS=, once after the start and once after each reloading(); in between it only changes
  // the status.
  void ready(std::string_view status);
  // STATUS=: the line of `systemctl status`. Control characters become spaces.
  void status(std::string_view text);
  // RELOADING=1 with MONOTONIC_USEC=; ready() must follow, whether the reload went well or not.
  void reloading();
  // STOPPING=1 with STATUS=; nothing but status() is sent after it.
  void stopping(std::string_view status);
  // WATCHDOG=1: all duties are alive.
  void watchdog();

 private:
  bool ready_sent_ = false;
  bool stopping_ = false;
};

}  // namespace maxos::platform
