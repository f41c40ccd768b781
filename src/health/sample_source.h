// Where samples of the machine come from: a monitor of this process, or the system host's.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "health/snapshot.h"

namespace maxos::health {

// What the daemon knows about itself and its Redis, asked once for each sample; must not block.
struct ServiceState {
  bool redis_enabled = true;
  bool redis_up = false;
  std::string redis_detail;
  // Sentences; each makes the service unable ("the state directory /var/lib/maxos-grpc cannot be written:
  // …").
  std::vector<std::string> faults;
  // Sentences about what it goes on without ("the files host does not answer: …").
  std::vector<std::string> warnings;
};

// A published sample and what was derived from it.
struct Sample {
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const void> derived;
};

// Thread-safe.
class SampleSource {
 public:
  virtual ~SampleSource() = default;

  // The last sample when it is young enough to answer a request, else nothing. Never blocks; one atomic or
  // short lock.
  virtual std::shared_ptr<const Sample> fresh() const = 0;

  // Calls `done` with such a sample: at once on this thread when there is one, else on another when it is
  // taken. Callers that come meanwhile join. `done` must not block; it gets nullptr when the source is
  // destroyed first.
  virtual void get(std::function<void(std::shared_ptr<const Sample>)> done) = 0;

  // Waits for such a sample; nullptr when `deadline` passes first. Not on an event loop's thread.
  std::shared_ptr<const Sample> wait(std::chrono::steady_clock::time_point deadline);
};

// Copies what the daemon knows about itself into a sample.
void add_service_state(Snapshot& snapshot, const ServiceState& state);

}  // namespace maxos::health
