// Health samples of the system host, with what the front end knows beside them and its verdict.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/guarded.h"
#include "config/config.h"
#include "health/sample_source.h"
#include "hosts/remote/remote_host.h"
#include "platform/clock.h"
#include "platform/event_loop.h"

namespace maxos::hosts {

// Thread-safe but for construction and destruction. One question at a time goes to the host, however many
// ask. While the host cannot be reached, samples say so and nothing else of the machine. Who watches is told
// what the host pushes, and what becomes of the host itself.
class HostSamples : public health::SampleSource {
 public:
  struct Options {
    platform::Clock clock;
    // Asked once for each sample, on the event loop's thread; must not block.
    std::function<health::ServiceState()> service_state;
    // Makes, once for each sample, what is kept beside it (the serialized answer); may be empty.
    std::function<std::shared_ptr<const void>(const health::Snapshot&)> derive;
  };

  // `loop` is the host's; both outlive it, and the loop stands still when it is destroyed.
  HostSamples(platform::EventLoop& loop, RemoteHost& host, const config::Health& config, Options options);
  ~HostSamples() override;
  HostSamples(const HostSamples&) = delete;
  HostSamples& operator=(const HostSamples&) = delete;

  // Younger than config.max_age.
  std::shared_ptr<const health::Sample> fresh() const override;
  // Within some 2 s also when the host is dead.
  void get(std::function<void(std::shared_ptr<const health::Sample>)> done) override;

  // From the next sample on (reload).
  void set_config(const config::Health& config);
  // The current sample counts as old at once: what it tells has changed.
  void expire();

 private:
  using Done = std::function<void(std::shared_ptr<const health::Sample>)>;
  struct Requests {
    config::Health config;
    std::uint64_t generation = 0;
    std::vector<Done> waiting;
  };

  void on_watched(bool watched) override;
  void take_news();
  Requests in_force();
  void ask();
  void answered(absl::StatusOr<health::Snapshot> snapshot);
  std::shared_ptr<const health::Sample> make(const config::Health& config,
                                             absl::StatusOr<health::Snapshot> snapshot);

  // On the loop's thread:
  void keep_watching();
  void watched(const std::stop_source& watch, absl::StatusOr<health::Snapshot> snapshot);
  void pushed(health::Snapshot snapshot);

  template <typename Function>
  void post(Function function) {
    loop_.post([weak = std::weak_ptr(self_), function] {
      if (const auto self = weak.lock()) ((*self)->*function)();
    });
  }

  platform::EventLoop& loop_;
  RemoteHost& host_;
  const Options options_;
  base::Swapped<health::Sample> current_{nullptr};
  std::atomic<std::int64_t> max_age_ns_{0};
  std::mutex mutex_;
  Requests requests_;
  // The loop's thread alone: the host is asked to push; it will be again.
  std::optional<std::stop_source> watch_;
  platform::EventLoop::Source again_;
  // An answer that comes when this is gone finds nobody.
  std::shared_ptr<HostSamples*> self_ = std::make_shared<HostSamples*>(this);
};

}  // namespace maxos::hosts
