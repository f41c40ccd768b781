#include "hosts/remote/host_samples.h"

#include <string>
#include <utility>

#include "base/status.h"
#include "health/assess.h"

namespace maxos::hosts {

using health::Sample;

namespace {

// After a watch that ended: the host is gone, or older than watches are.
constexpr std::chrono::seconds kWatchAgain{1};

}  // namespace

HostSamples::HostSamples(platform::EventLoop& loop, RemoteHost& host, const config::Health& config,
                         Options options)
    : loop_(loop), host_(host), options_(std::move(options)) {
  set_config(config);
}

HostSamples::~HostSamples() {
  end_watches();
  self_.reset();
  std::vector<Done> waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting.swap(requests_.waiting);
  }
  for (const Done& done : waiting) done(nullptr);
}

std::shared_ptr<const Sample> HostSamples::fresh() const {
  std::shared_ptr<const Sample> sample = current_.get();
  if (sample == nullptr) return nullptr;
  const auto age = options_.clock.steady() - sample->snapshot->taken;
  return age < std::chrono::nanoseconds(max_age_ns_.load(std::memory_order_relaxed)) ? sample : nullptr;
}

void HostSamples::get(Done done) {
  if (auto sample = fresh()) return done(std::move(sample));
  {
    const std::lock_guard lock(mutex_);
    requests_.waiting.push_back(std::move(done));
    if (requests_.waiting.size() > 1) return;
  }
  ask();
}

void HostSamples::ask() {
  host_.sample([weak = std::weak_ptr(self_)](absl::StatusOr<health::Snapshot> snapshot) {
    if (const auto self = weak.lock()) (*self)->answered(std::move(snapshot));
  });
}

// The configuration and its generation, with nobody who waits.
HostSamples::Requests HostSamples::in_force() {
  const std::lock_guard lock(mutex_);
  return {requests_.config, requests_.generation, {}};
}

void HostSamples::answered(absl::StatusOr<health::Snapshot> snapshot) {
  Requests now = in_force();
  auto sample = make(now.config, std::move(snapshot));
  {
    const std::lock_guard lock(mutex_);
    if (now.generation == requests_.generation) {
      current_.set(sample);
      now.waiting.swap(requests_.waiting);
    }
  }
  // What a sample tells has changed while this one was made: who asked since then must not see the old.
  if (now.waiting.empty()) return ask();
  for (const Done& done : now.waiting) done(sample);
  publish(sample);
}

void HostSamples::on_watched(bool) {
  post(&HostSamples::keep_watching);
}

void HostSamples::keep_watching() {
  if (!is_watched()) {
    if (watch_) watch_->request_stop();
    watch_.reset();
    return again_.reset();
  }
  if (watch_) return;
  const std::stop_source watch;
  watch_ = watch;
  host_.watch(watch.get_token(),
              [weak = std::weak_ptr(self_), watch](absl::StatusOr<health::Snapshot> snapshot) {
                if (const auto self = weak.lock()) (*self)->watched(watch, std::move(snapshot));
              });
}

void HostSamples::watched(const std::stop_source& watch, absl::StatusOr<health::Snapshot> snapshot) {
  if (watch.stop_requested()) return;
  if (snapshot.ok()) return pushed(*std::move(snapshot));
  watch_.reset();
  expire();
  again_ = loop_.add_timer(kWatchAgain, [this] { keep_watching(); });
}

void HostSamples::pushed(health::Snapshot snapshot) {
  const Requests now = in_force();
  const auto sample = make(now.config, std::move(snapshot));
  {
    const std::lock_guard lock(mutex_);
    // What a sample tells has changed meanwhile: a new one is on its way.
    if (now.generation != requests_.generation) return;
    current_.set(sample);
  }
  publish(sample);
}

// Who watches does not ask.
void HostSamples::take_news() {
  if (is_watched()) get([](const std::shared_ptr<const Sample>&) {});
}

std::shared_ptr<const Sample> HostSamples::make(const config::Health& config,
                                                absl::StatusOr<health::Snapshot> answer) {
  auto snapshot = std::make_shared<health::Snapshot>();
  health::ServiceState state;
  if (options_.service_state) state = options_.service_state();
  if (answer.ok()) {
    *snapshot = *std::move(answer);
  } else {
    snapshot->taken = options_.clock.steady();
    snapshot->taken_wall = options_.clock.system();
    snapshot->unreachable = base::message_of(answer.status());
    snapshot->bus.detail = "the system host does not answer";
    state.faults.push_back(snapshot->unreachable);
  }
  health::add_service_state(*snapshot, state);
  health::assess(*snapshot, config, state.faults, state.warnings);
  auto sample = std::make_shared<Sample>();
  if (options_.derive) sample->derived = options_.derive(*snapshot);
  sample->snapshot = std::move(snapshot);
  return sample;
}

void HostSamples::set_config(const config::Health& config) {
  {
    const std::lock_guard lock(mutex_);
    requests_.config = config;
    ++requests_.generation;
    max_age_ns_ = std::chrono::nanoseconds(config.max_age).count();
    current_.set(nullptr);
  }
  post(&HostSamples::take_news);
}

void HostSamples::expire() {
  {
    const std::lock_guard lock(mutex_);
    ++requests_.generation;
    current_.set(nullptr);
  }
  post(&HostSamples::take_news);
}

}  // namespace maxos::hosts
