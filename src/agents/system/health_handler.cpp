#include <algorithm>
#include <array>

#include "agents/builtin.h"
#include "agents/slots.h"
#include "agents/system/figures.h"
#include "agents/system/sample.h"
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

std::string message_of(const health::Snapshot& snapshot, bool verbose) {
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
  const std::string rest = figures(snapshot, verbose);
  return rest.empty() ? text : text + " " + rest;
}

class HealthHandler : public Handler {
 public:
  explicit HealthHandler(const HandlerEnvironment& environment) : monitor_(environment.monitor) {}

  const CapabilityDecl& declaration() const override { return declare_system_health(); }

  bool immediate() const override { return sample_ready(monitor_); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto sample = any_sample(monitor_, context);
    if (!sample.ok()) return sample.status();
    const health::Snapshot& snapshot = *(*sample)->snapshot;
    const bool verbose = flag_slot(plan.slots, "verbose");
    Outcome outcome;
    outcome.message = message_of(snapshot, verbose);
    outcome.values.emplace_back("status", snapshot.healthy ? "healthy" : "unhealthy");
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

 private:
  health::SampleSource* monitor_;
};

}  // namespace

std::unique_ptr<Handler> make_system_health(const HandlerEnvironment& environment) {
  return std::make_unique<HealthHandler>(environment);
}

}  // namespace maxos::agents
