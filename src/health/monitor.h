// Samples on demand: an idle daemon does nothing.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "config/config.h"
#include "health/snapshot.h"
#include "platform/clock.h"
#include "platform/event_loop.h"

namespace maxos::health {

// What the daemon knows about itself and its Redis, asked once for each sample on the sampling thread; must
// not block.
struct ServiceState {
  bool redis_enabled = true;
  bool redis_up = false;
  std::string redis_detail;
  // Sentences; each makes the service unable ("the state directory /var/lib/maxos-grpc cannot be written:
  // …").
  std::vector<std::string> faults;
};

struct MonitorOptions {
  std::string proc_root = "/proc";
  std::string sys_root = "/sys";
  // D-Bus address; empty is the system bus as sd_bus_open_system finds it.
  std::string bus_address;
  platform::Clock clock;
  std::function<ServiceState()> service_state;
  // Makes, once for each sample, what is kept beside it (the serialized answer); may be empty.
  std::function<std::shared_ptr<const void>(const Snapshot&)> derive;
};

// A published sample and what was derived from it.
struct Sample {
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const void> derived;
};

// Thread-safe but for construction and destruction. One thread of its own samples /proc when asked; D-Bus is
// asked asynchronously on `loop`.
class Monitor {
 public:
  // `loop` must outlive the monitor and run for D-Bus to be seen; thresholds and limits come with set_config.
  Monitor(platform::EventLoop& loop, const config::Health& config, MonitorOptions options);
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // The last sample when it is younger than config.max_age, else nothing. Never blocks; one atomic or short
  // lock.
  std::shared_ptr<const Sample> fresh() const;

  // Calls `done` with a sample no older than config.max_age: at once on this thread when there is one, else
  // on the sampling thread when it is taken (within bus_timeout plus some milliseconds). Callers that come
  // meanwhile join. `done` must not block; it gets nullptr when the monitor is destroyed first.
  void get(std::function<void(std::shared_ptr<const Sample>)> done);

  // Waits for such a sample; nullptr when `deadline` passes first. Not on the loop's thread.
  std::shared_ptr<const Sample> wait(std::chrono::steady_clock::time_point deadline);

  // From the next sample on (reload). The current sample counts as old at once.
  void set_config(const config::Health& config);

  // The current sample, and one that is being taken, count as old at once: what a sample tells has changed.
  void expire();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace maxos::health
