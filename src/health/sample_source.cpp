#include "health/sample_source.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace maxos::health {
namespace {

// A caller of wait(). Outlives it when the sample comes too late.
struct Waiter {
  std::mutex mutex;
  std::condition_variable changed;
  std::shared_ptr<const Sample> sample;
  bool done = false;
};

}  // namespace

std::shared_ptr<const Sample> SampleSource::wait(std::chrono::steady_clock::time_point deadline) {
  if (auto sample = fresh()) return sample;
  const auto waiter = std::make_shared<Waiter>();
  get([waiter](std::shared_ptr<const Sample> sample) {
    {
      const std::lock_guard lock(waiter->mutex);
      waiter->sample = std::move(sample);
      waiter->done = true;
    }
    waiter->changed.notify_all();
  });
  std::unique_lock lock(waiter->mutex);
  waiter->changed.wait_until(lock, deadline, [&] { return waiter->done; });
  return waiter->sample;
}

void add_service_state(Snapshot& snapshot, const ServiceState& state) {
  snapshot.redis_enabled = state.redis_enabled;
  snapshot.redis_up = state.redis_up;
  snapshot.redis_detail = state.redis_detail;
}

}  // namespace maxos::health
