#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "agents/builtin.h"
#include "agents/following.h"
#include "agents/slots.h"
#include "agents/system/figures.h"
#include "agents/system/sample.h"
#include "base/status.h"
#include "base/text.h"
#include "health/metrics.h"

namespace maxos::agents {
namespace {

// Keys of health::metrics that an answer has without `verbose`, by their beginnings.
constexpr std::array<std::string_view, 15> kMain = {
    "level",          "reasons",      "uptime_seconds", "cpu_used_percent",     "cpu_count",
    "load_",          "memory_total", "memory_used",    "memory_available",     "swap_used",
    "disk_root_used", "processes",    "systemd_state",  "systemd_failed_units", "redis"};

bool is_main(std::string_view key) {
  return std::any_of(kMain.begin(), kMain.end(),
                     [&](std::string_view start) { return key.starts_with(start); });
}

std::string figures(const health::Snapshot& snapshot, bool verbose) {
  std::string text;
  const auto add = [&](const std::string& words) {
    if (!words.empty()) text.append(text.empty() ? "" : "; ").append(words);
  };
  add(cpu_words(snapshot));
  add(memory_words(snapshot));
  if (verbose) add(swap_words(snapshot));
  add(load_words(snapshot));
  if (verbose) add(pressure_words(snapshot));
  if (verbose) add(temperature_words(snapshot));
  add(filesystem_words(snapshot));
  if (verbose) add(traffic_words(snapshot));
  if (snapshot.uptime_seconds) {
    add("up " + base::human_duration(static_cast<std::uint64_t>(*snapshot.uptime_seconds)));
  }
  if (text.empty()) return text;
  if (text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text + ".";
}

std::string verdict_words(const health::Snapshot& snapshot) {
  std::string text = !snapshot.unreachable.empty() ? "How the machine is, is not known"
                     : snapshot.healthy            ? "The machine is healthy"
                                                   : "The machine is not healthy";
  if (snapshot.reasons.empty()) {
    text.append(".");
  } else {
    text.append(snapshot.healthy ? ", with a reservation: " : ": ");
    bool first = true;
    for (const health::Reason& reason : snapshot.reasons) {
      text.append(first ? "" : "; ").append(reason.text);
      first = false;
    }
    if (!text.ends_with('.')) text.append(".");
  }
  return text;
}

std::string message_of(const health::Snapshot& snapshot, bool verbose) {
  const std::string text = verdict_words(snapshot);
  const std::string rest = figures(snapshot, verbose);
  return rest.empty() ? text : text + " " + rest;
}

std::string_view status_of(const health::Snapshot& snapshot) {
  return snapshot.healthy ? "healthy" : "unhealthy";
}

// "2026-11-22 20:38:05 UTC: The machine is healthy."
Item item_of(const health::Snapshot& snapshot) {
  const auto seconds = static_cast<std::int64_t>(std::chrono::system_clock::to_time_t(snapshot.taken_wall));
  const std::string words = clock_words(seconds) + ": " + verdict_words(snapshot);
  return {std::string(base::utf8_prefix(words, kMaxItemBytes)),
          {{"time", base::rfc3339(seconds)},
           {"status", std::string(status_of(snapshot))},
           {"level", std::string(health::to_string(snapshot.level))},
           {"reasons", health::reasons_json(snapshot)}}};
}

// For a client that reads slowly so many changes wait; then the oldest is left out.
constexpr std::size_t kMostNews = 64;

// Changes of the machine's verdict, on their way from the thread that samples to the one that tells them.
class News {
 public:
  explicit News(health::SampleSource& source)
      : watch_(source.watch(
            [this](const std::shared_ptr<const health::Sample>& sample) { add(sample->snapshot); })) {}

  // The oldest one; nullptr when none came until `end`, or `stop` did.
  std::shared_ptr<const health::Snapshot> next(const std::stop_token& stop,
                                               ExecutionContext::Clock::time_point end) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, stop, end, [this] { return !news_.empty(); })) return nullptr;
    auto first = std::move(news_.front());
    news_.pop_front();
    return first;
  }

 private:
  void add(std::shared_ptr<const health::Snapshot> snapshot) {
    {
      const std::lock_guard lock(mutex_);
      if (news_.size() == kMostNews) news_.pop_front();
      news_.push_back(std::move(snapshot));
    }
    changed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::shared_ptr<const health::Snapshot>> news_;
  // Last: it ends before the rest does.
  std::unique_ptr<health::Watch> watch_;
};

class HealthHandler : public Handler {
 public:
  explicit HealthHandler(const HandlerEnvironment& environment)
      : monitor_(environment.monitor), followers_(environment.config()->workers.threads) {}

  const CapabilityDecl& declaration() const override { return declare_system_health(); }

  bool immediate() const override { return sample_ready(monitor_); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    if (const auto follow = wants_to_follow(request.context); !follow.ok()) return follow.status();
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto wish = wants_to_follow(plan.context);
    const bool follow = wish.ok() && *wish;
    if (follow && context.takes_items()) return this->follow(plan, context);
    auto outcome = now(plan, context);
    if (follow && outcome.ok())
      outcome->message.append(
          " To be told when that changes, ask in a stream: StreamOperations, or maxosctl stream.");
    return outcome;
  }

 private:
  absl::StatusOr<Outcome> now(const Plan& plan, const ExecutionContext& context) const {
    const auto sample = any_sample(monitor_, context);
    if (!sample.ok()) return sample.status();
    const health::Snapshot& snapshot = *(*sample)->snapshot;
    const bool verbose = flag_slot(plan.slots, "verbose");
    Outcome outcome;
    outcome.message = message_of(snapshot, verbose);
    outcome.values.emplace_back("status", status_of(snapshot));
    bool level = false;
    bool reasons = false;
    for (auto& [key, value] : health::metrics(snapshot)) {
      if (key == "status" || (!verbose && !is_main(key))) continue;
      level = level || key == "level";
      reasons = reasons || key == "reasons";
      outcome.values.emplace_back(std::move(key), std::move(value));
    }
    if (!level) outcome.values.emplace_back("level", std::string(health::to_string(snapshot.level)));
    if (!reasons) outcome.values.emplace_back("reasons", health::reasons_json(snapshot));
    return outcome;
  }

  // The present state, and each time it changes the new one.
  absl::StatusOr<Outcome> follow(const Plan& plan, const ExecutionContext& context) {
    if (monitor_ == nullptr) return base::unavailable("The health monitor is not running.");
    const auto place = followers_.enter("the machine's health");
    if (!place.ok()) return place.status();
    const auto began = ExecutionContext::Clock::now();
    const auto end = end_of_following(context);
    std::uint64_t told = 0;
    {
      News news(*monitor_);
      while (ExecutionContext::Clock::now() < end) {
        MAXOS_RETURN_IF_ERROR(context.check());
        // What comes while a client reads slowly waits among the news.
        if (!context.has_room()) {
          std::this_thread::sleep_for(kSlowReader);
          continue;
        }
        const auto snapshot =
            news.next(context.stop(), std::min(end, ExecutionContext::Clock::now() + kFollowBeat));
        if (snapshot == nullptr) continue;
        context.send(item_of(*snapshot));
        ++told;
      }
    }
    auto outcome = now(plan, context);
    if (!outcome.ok()) return outcome;
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(ExecutionContext::Clock::now() - began).count();
    const std::uint64_t changes = told > 0 ? told - 1 : 0;
    outcome->message = "The machine's health changed " + base::counted(changes, "time", "times") +
                       " within " + base::human_duration(static_cast<std::uint64_t>(seconds)) +
                       ". The time to follow is over; ask again to go on. " + outcome->message;
    outcome->values.emplace_back("changes", std::to_string(changes));
    outcome->values.emplace_back("followed_seconds", std::to_string(seconds));
    return outcome;
  }

  health::SampleSource* monitor_;
  Followers followers_;
};

}  // namespace

std::unique_ptr<Handler> make_system_health(const HandlerEnvironment& environment) {
  return std::make_unique<HealthHandler>(environment);
}

}  // namespace maxos::agents
