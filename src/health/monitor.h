// Samples on demand: an idle daemon does nothing.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "config/config.h"
#include "health/sample_source.h"
#include "health/snapshot.h"
#include "platform/clock.h"
#include "platform/event_loop.h"

namespace maxos::health {

struct MonitorOptions {
  std::string proc_root = "/proc";
  std::string sys_root = "/sys";
  // D-Bus address; empty is the system bus as sd_bus_open_system finds it.
  std::string bus_address;
  platform::Clock clock;
  std::function<ServiceState()> service_state;
  // Makes, once for each sample, what is kept beside it (the serialized answer); may be empty.
  std::function<std::shared_ptr<const void>(const Snapshot&)> derive;
  // Between two samples as long as somebody watches.
  std::chrono::milliseconds watch_interval{2000};
};

// Thread-safe but for construction and destruction. One thread of its own samples /proc when asked; D-Bus is
// asked asynchronously on `loop`.
class Monitor : public SampleSource {
 public:
  // `loop` must outlive the monitor and run for D-Bus to be seen; thresholds and limits come with set_config.
  Monitor(platform::EventLoop& loop, const config::Health& config, MonitorOptions options);
  ~Monitor() override;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  // Young enough: younger than config.max_age.
  std::shared_ptr<const Sample> fresh() const override;

  // A new one is taken on the sampling thread, within bus_timeout plus some milliseconds.
  void get(std::function<void(std::shared_ptr<const Sample>)> done) override;

  // From the next sample on (reload). The current sample counts as old at once.
  void set_config(const config::Health& config);

  // The current sample, and one that is being taken, count as old at once: what a sample tells has changed.
  void expire();

 private:
  struct Impl;

  void on_watched(bool watched) override;

  std::unique_ptr<Impl> impl_;
};

}  // namespace maxos::health
