// Where samples of the machine come from: a monitor of this process, or the system host's.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
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

// Whether two samples say the same but for their figures: able, healthy, and for the same reasons.
bool same_verdict(const Snapshot& a, const Snapshot& b);

// Tells of changes as long as it lives. It may outlive its source, and be destroyed on any thread but in its
// own call; that waits for a call that is running.
class Watch {
 public:
  virtual ~Watch() = default;
};

// Thread-safe.
class SampleSource {
 public:
  using Changed = std::function<void(const std::shared_ptr<const Sample>&)>;

  virtual ~SampleSource();

  // The last sample when it is young enough to answer a request, else nothing. Never blocks; one atomic or
  // short lock.
  virtual std::shared_ptr<const Sample> fresh() const = 0;

  // Calls `done` with such a sample: at once on this thread when there is one, else on another when it is
  // taken. Callers that come meanwhile join. `done` must not block; it gets nullptr when the source is
  // destroyed first.
  virtual void get(std::function<void(std::shared_ptr<const Sample>)> done) = 0;

  // Waits for such a sample; nullptr when `deadline` passes first. Not on an event loop's thread.
  std::shared_ptr<const Sample> wait(std::chrono::steady_clock::time_point deadline);

  // Calls `changed` with the present sample, and then with each whose verdict is another one than that of the
  // call before. On any thread, one call at a time; must not block. Samples are taken by themselves as long
  // as somebody watches, and only then.
  [[nodiscard]] std::unique_ptr<Watch> watch(Changed changed);

 protected:
  SampleSource();
  // Of a sample that was just taken. Costs a short lock when nobody watches.
  void publish(const std::shared_ptr<const Sample>& sample);
  bool is_watched() const;
  // To be called first of all in a destructor: on_watched() comes no more.
  void end_watches();

 private:
  class Watcher;
  class Handle;
  struct Watchers;

  // The first one has come, or the last one has gone. Under a lock: must neither block nor publish.
  virtual void on_watched(bool watched) = 0;

  // Watches have a part in it, since they may outlive this.
  const std::shared_ptr<Watchers> watchers_;
};

// Copies what the daemon knows about itself into a sample.
void add_service_state(Snapshot& snapshot, const ServiceState& state);

}  // namespace maxos::health
