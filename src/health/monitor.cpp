#include "health/monitor.h"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "health/assess.h"
#include "health/bus_collector.h"
#include "health/machine_collector.h"

namespace maxos::health {
namespace {

using Steady = std::chrono::steady_clock;
using Done = std::function<void(std::shared_ptr<const Sample>)>;

// What the loop may be late by with an answer that has a time limit of its own.
constexpr std::chrono::milliseconds kLoopLag{50};
// What is waited for a bus that was silent the last time. One that is back answers within a few milliseconds.
constexpr std::chrono::milliseconds kSilentPatience{20};

// The way of a bus answer from the loop to the sampling thread. Outlives the monitor when the loop still
// holds a round.
struct Mailbox {
  std::mutex mutex;
  std::condition_variable changed;
  bool asked = false;  // a round is under way; there is never a second one
  std::optional<BusAnswer> answer;
  bool closed = false;
};

// Asks for samples again and again, on the loop. Outlives the monitor when the loop still holds a turn.
class Ticker : public std::enable_shared_from_this<Ticker> {
 public:
  Ticker(platform::EventLoop& loop, std::chrono::milliseconds interval, std::function<void()> ask)
      : loop_(loop), interval_(interval), ask_(std::move(ask)) {}

  void run(bool on) {
    {
      const std::lock_guard lock(mutex_);
      on_ = on;
    }
    loop_.post([self = shared_from_this()] { self->arm(); });
  }

  // The monitor goes.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      on_ = false;
      ask_ = nullptr;
    }
    // A timer belongs to the loop's thread.
    loop_.post([self = shared_from_this()] { self->timer_.reset(); });
  }

 private:
  void arm() {
    const std::lock_guard lock(mutex_);
    if (!on_) return timer_.reset();
    timer_ = loop_.add_timer(
        interval_, [this] { tick(); }, interval_ / 20);
  }
  void tick() {
    {
      const std::lock_guard lock(mutex_);
      if (ask_) ask_();
    }
    arm();
  }

  platform::EventLoop& loop_;
  const std::chrono::milliseconds interval_;
  std::mutex mutex_;
  std::function<void()> ask_;
  bool on_ = false;
  platform::EventLoop::Source timer_;
};

}  // namespace

struct Monitor::Impl {
  struct Requests {
    config::Health config;
    std::uint64_t generation = 0;  // of the configuration and of what expire() tells
    std::vector<Done> waiting;
    bool stopping = false;
  };

  platform::EventLoop& loop;
  const MonitorOptions options;
  // Of a new sample.
  const std::function<void(const std::shared_ptr<const Sample>&)> taken;
  const std::shared_ptr<Ticker> ticker;
  MachineCollector machine;
  std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
  // Used on the loop alone; it goes there to die.
  std::shared_ptr<BusCollector> bus;
  bool bus_silent = false;     // sampling thread: the last sample waited in vain
  std::string silence_detail;  // and what was told about it

  base::Swapped<Sample> current{nullptr};
  std::atomic<std::int64_t> max_age_ns{0};

  std::mutex mutex;
  std::condition_variable wake;
  Requests requests;

  std::thread sampler;

  Impl(platform::EventLoop& event_loop, const config::Health& config, MonitorOptions monitor_options,
       std::function<void(const std::shared_ptr<const Sample>&)> on_taken)
      : loop(event_loop),
        options(std::move(monitor_options)),
        taken(std::move(on_taken)),
        ticker(std::make_shared<Ticker>(event_loop, options.watch_interval,
                                        [this] { get([](const std::shared_ptr<const Sample>&) {}); })),
        machine(options.proc_root, options.sys_root),
        bus(std::make_shared<BusCollector>(event_loop, options.bus_address)) {
    requests.config = config;
    max_age_ns = std::chrono::nanoseconds(config.max_age).count();
    sampler = std::thread([this] { run(); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  ~Impl() {
    ticker->end();
    {
      const std::lock_guard lock(mutex);
      requests.stopping = true;
    }
    wake.notify_all();
    {
      const std::lock_guard lock(mailbox->mutex);
      mailbox->closed = true;
    }
    mailbox->changed.notify_all();
    sampler.join();
    for (const Done& done : requests.waiting) done(nullptr);
    // Its connection belongs to the loop, which may be running. When it runs no more, the loop's end frees
    // it.
    loop.post([last = std::move(bus)] {});
  }

  std::shared_ptr<const Sample> fresh() const {
    std::shared_ptr<const Sample> sample = current.get();
    if (sample == nullptr) return nullptr;
    const auto age = options.clock.steady() - sample->snapshot->taken;
    return age < std::chrono::nanoseconds(max_age_ns.load(std::memory_order_relaxed)) ? sample : nullptr;
  }

  void get(Done done) {
    if (auto sample = fresh()) return done(std::move(sample));
    {
      const std::lock_guard lock(mutex);
      requests.waiting.push_back(std::move(done));
      if (requests.waiting.size() > 1) return;
    }
    wake.notify_one();
  }

  // The sampling thread: sleeps until somebody asks.
  void run() {
    pthread_setname_np(pthread_self(), "maxos-health");
    // Signals are the main thread's.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    std::unique_lock lock(mutex);
    for (;;) {
      wake.wait(lock, [this] { return requests.stopping || !requests.waiting.empty(); });
      if (requests.stopping) return;
      const config::Health config = requests.config;
      const std::uint64_t generation = requests.generation;
      lock.unlock();
      std::shared_ptr<const Sample> sample = fresh();
      if (sample == nullptr) sample = take(config);
      lock.lock();
      // The configuration, or what was sampled, changed meanwhile: who asked since then must not see the old.
      if (generation != requests.generation) continue;
      current.set(sample);
      std::vector<Done> waiting = std::exchange(requests.waiting, {});
      lock.unlock();
      for (const Done& done : waiting) done(sample);
      waiting.clear();
      taken(sample);
      lock.lock();
    }
  }

  std::shared_ptr<const Sample> take(const config::Health& config) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->taken = options.clock.steady();
    snapshot->taken_wall = options.clock.system();
    const Steady::time_point asked = Steady::now();
    ask_bus(config);
    machine.collect(*snapshot, snapshot->taken);
    snapshot->bus = await_bus(asked, config);
    ServiceState state;
    state.redis_enabled = false;
    if (options.service_state) state = options.service_state();
    add_service_state(*snapshot, state);
    assess(*snapshot, config, state.faults, state.warnings);
    auto sample = std::make_shared<Sample>();
    if (options.derive) sample->derived = options.derive(*snapshot);
    sample->snapshot = std::move(snapshot);
    return sample;
  }

  // Starts a round on the loop, unless one is still under way.
  void ask_bus(const config::Health& config) {
    {
      const std::lock_guard lock(mailbox->mutex);
      if (std::exchange(mailbox->asked, true)) return;
      // An answer that came after its sample was out still says why.
      if (mailbox->answer && bus_silent) silence_detail = mailbox->answer->bus.detail;
      mailbox->answer.reset();
    }
    loop.post([box = mailbox, collector = bus, units = config.watched_units, timeout = config.bus_timeout] {
      collector->ask(units, timeout, [box](BusAnswer answer) {
        {
          const std::lock_guard lock(box->mutex);
          box->asked = false;
          box->answer = std::move(answer);
        }
        box->changed.notify_all();
      });
    });
  }

  Bus await_bus(Steady::time_point asked, const config::Health& config) {
    const auto patience = bus_silent ? kSilentPatience : config.bus_timeout + kLoopLag;
    std::unique_lock lock(mailbox->mutex);
    mailbox->changed.wait_until(lock, asked + patience,
                                [this] { return mailbox->answer.has_value() || mailbox->closed; });
    if (!mailbox->answer) {
      if (!std::exchange(bus_silent, true)) silence_detail = "no answer from the event loop";
      Bus silent;
      silent.detail = silence_detail;
      return silent;
    }
    BusAnswer answer = *mailbox->answer;
    lock.unlock();
    bus_silent = answer.timed_out;
    silence_detail = answer.bus.detail;
    return std::move(answer.bus);
  }
};

Monitor::Monitor(platform::EventLoop& loop, const config::Health& config, MonitorOptions options)
    : impl_(
          std::make_unique<Impl>(loop, config, std::move(options),
                                 [this](const std::shared_ptr<const Sample>& sample) { publish(sample); })) {}

Monitor::~Monitor() {
  end_watches();
}

void Monitor::on_watched(bool watched) {
  impl_->ticker->run(watched);
}

std::shared_ptr<const Sample> Monitor::fresh() const {
  return impl_->fresh();
}

void Monitor::get(std::function<void(std::shared_ptr<const Sample>)> done) {
  impl_->get(std::move(done));
}

void Monitor::set_config(const config::Health& config) {
  const std::lock_guard lock(impl_->mutex);
  impl_->requests.config = config;
  ++impl_->requests.generation;
  impl_->max_age_ns = std::chrono::nanoseconds(config.max_age).count();
  impl_->current.set(nullptr);
}

void Monitor::expire() {
  const std::lock_guard lock(impl_->mutex);
  ++impl_->requests.generation;
  impl_->current.set(nullptr);
}

}  // namespace maxos::health
