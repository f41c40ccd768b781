#include "health/sample_source.h"

#include <algorithm>
#include <condition_variable>
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

bool same_verdict(const Snapshot& a, const Snapshot& b) {
  return a.healthy == b.healthy && a.service_able == b.service_able &&
         std::equal(
             a.reasons.begin(), a.reasons.end(), b.reasons.begin(), b.reasons.end(),
             [](const Reason& x, const Reason& y) { return x.level == y.level && x.about == y.about; });
}

class SampleSource::Watcher {
 public:
  explicit Watcher(Changed changed) : changed_(std::move(changed)) {}

  void tell(const std::shared_ptr<const Sample>& sample) {
    if (sample == nullptr || sample->snapshot == nullptr) return;
    const std::lock_guard lock(mutex_);
    if (!changed_) return;
    // Two threads may bring theirs in the wrong order.
    const Snapshot& now = *sample->snapshot;
    if (last_ != nullptr && (now.taken < last_->taken || same_verdict(now, *last_))) return;
    last_ = sample->snapshot;
    changed_(sample);
  }

  void end() {
    const std::lock_guard lock(mutex_);
    changed_ = nullptr;
  }

 private:
  std::mutex mutex_;
  Changed changed_;
  std::shared_ptr<const Snapshot> last_;
};

struct SampleSource::Watchers {
  std::mutex mutex;
  std::vector<std::shared_ptr<Watcher>> all;
  // nullptr: it is gone.
  SampleSource* source = nullptr;
};

class SampleSource::Handle : public Watch {
 public:
  Handle(std::shared_ptr<Watchers> watchers, std::shared_ptr<Watcher> watcher)
      : watchers_(std::move(watchers)), watcher_(std::move(watcher)) {}
  ~Handle() override {
    {
      const std::lock_guard lock(watchers_->mutex);
      std::erase(watchers_->all, watcher_);
      if (watchers_->all.empty() && watchers_->source != nullptr) watchers_->source->on_watched(false);
    }
    watcher_->end();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

 private:
  const std::shared_ptr<Watchers> watchers_;
  const std::shared_ptr<Watcher> watcher_;
};

SampleSource::SampleSource() : watchers_(std::make_shared<Watchers>()) {
  watchers_->source = this;
}

SampleSource::~SampleSource() = default;

void SampleSource::end_watches() {
  const std::lock_guard lock(watchers_->mutex);
  watchers_->source = nullptr;
}

std::unique_ptr<Watch> SampleSource::watch(Changed changed) {
  auto watcher = std::make_shared<Watcher>(std::move(changed));
  {
    const std::lock_guard lock(watchers_->mutex);
    watchers_->all.push_back(watcher);
    if (watchers_->all.size() == 1) on_watched(true);
  }
  get([watcher](const std::shared_ptr<const Sample>& sample) { watcher->tell(sample); });
  return std::make_unique<Handle>(watchers_, std::move(watcher));
}

void SampleSource::publish(const std::shared_ptr<const Sample>& sample) {
  std::vector<std::shared_ptr<Watcher>> all;
  {
    const std::lock_guard lock(watchers_->mutex);
    all = watchers_->all;
  }
  for (const auto& watcher : all) watcher->tell(sample);
}

bool SampleSource::is_watched() const {
  const std::lock_guard lock(watchers_->mutex);
  return !watchers_->all.empty();
}

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
