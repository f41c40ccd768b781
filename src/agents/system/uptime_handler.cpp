#include <chrono>

#include "agents/builtin.h"
#include "agents/slots.h"
#include "agents/system/sample.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// The most asked question: nothing here that the answer does not need.
class UptimeHandler : public Handler {
 public:
  explicit UptimeHandler(const HandlerEnvironment& environment)
      : monitor_(environment.monitor), clock_(environment.clock) {}

  const CapabilityDecl& declaration() const override { return declare_system_uptime(); }

  bool immediate() const override { return sample_ready(monitor_); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    if (!request.slots.empty()) {
      const auto slots = check_slots(declaration(), request.slots);
      if (!slots.ok()) return slots.status();
    }
    return Plan{};
  }

  absl::StatusOr<Outcome> execute(const Plan&, const ExecutionContext& context) override {
    const auto sample = current_sample(monitor_, context);
    if (!sample.ok()) return sample.status();
    const health::Snapshot& snapshot = *(*sample)->snapshot;
    if (!snapshot.uptime_seconds)
      return base::unavailable("This machine does not tell its uptime: /proc/uptime cannot be read.");
    const double age = std::chrono::duration<double>(clock_.steady() - snapshot.taken).count();
    const auto uptime = static_cast<std::uint64_t>(*snapshot.uptime_seconds + (age > 0 ? age : 0));

    Outcome outcome;
    outcome.values.reserve(3);
    outcome.values.emplace_back("uptime_seconds", std::to_string(uptime));
    outcome.message.reserve(96);
    outcome.message.append("Up ").append(base::human_duration(uptime));
    if (snapshot.boot_time) {
      outcome.message.append(", since ").append(clock_words(*snapshot.boot_time));
      outcome.values.emplace_back("boot_time", base::rfc3339(*snapshot.boot_time));
      outcome.values.emplace_back("boot_time_unix", std::to_string(*snapshot.boot_time));
    }
    outcome.message.push_back('.');
    return outcome;
  }

 private:
  health::SampleSource* monitor_;
  platform::Clock clock_;
};

}  // namespace

std::unique_ptr<Handler> make_system_uptime(const HandlerEnvironment& environment) {
  return std::make_unique<UptimeHandler>(environment);
}

}  // namespace maxos::agents
