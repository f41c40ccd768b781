// The watchdog: every duty of the daemon answers a ping before systemd hears that all is well.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/event_loop.h"
#include "platform/journal.h"
#include "platform/notify.h"

namespace maxos::daemon {

// A loop that must be alive. `ping` calls its argument from that loop, soon, from any thread; or never.
struct Duty {
  std::string_view name;
  std::function<void(std::function<void()>)> ping;
};

// On the event loop, which is itself a duty. Asks every half of systemd's period; no timer at all without a
// watchdog. What the daemon talks to (Redis, D-Bus) is no duty: it may be down.
class Duties {
 public:
  Duties(platform::EventLoop& loop, platform::Notify& notify, platform::Journal& journal,
         std::vector<Duty> duties, std::chrono::microseconds period);

 private:
  struct Round;
  void tick();
  void complain(const Round& round);
  void answered(const std::shared_ptr<Round>& round, std::size_t duty);

  platform::EventLoop& loop_;
  platform::Notify& notify_;
  platform::Journal& journal_;
  std::vector<Duty> duties_;
  std::chrono::microseconds interval_;
  std::shared_ptr<Round> round_;
  platform::EventLoop::Source timer_;
};

}  // namespace maxos::daemon
