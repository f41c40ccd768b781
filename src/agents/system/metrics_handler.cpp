#include <algorithm>
#include <array>

#include "agents/builtin.h"
#include "agents/slots.h"
#include "agents/system/figures.h"
#include "agents/system/sample.h"
#include "base/status.h"
#include "base/text.h"
#include "health/metrics.h"

namespace maxos::agents {
namespace {

using Words = std::string (*)(const health::Snapshot&);

struct Kind {
  std::string_view name;
  // Keys of health::metrics that belong to it, by their beginning.
  std::array<std::string_view, 2> prefixes;
  std::array<Words, 2> words;
  // Where the figures come from, for a machine that has none.
  std::string_view source;
};

constexpr std::array<Kind, 7> kKinds = {{
    {"cpu", {"cpu_", "load_"}, {cpu_words, load_words}, "/proc/stat cannot be read"},
    {"memory", {"memory_", "swap_"}, {memory_words, swap_words}, "/proc/meminfo cannot be read"},
    {"load", {"load_", "cpu_count"}, {load_words, nullptr}, "/proc/loadavg cannot be read"},
    {"pressure",
     {"pressure_", ""},
     {pressure_words, nullptr},
     "its kernel keeps no pressure stall information (/proc/pressure)"},
    {"temperature",
     {"temperature_", ""},
     {temperature_words, nullptr},
     "it has no sensor that Linux can read (/sys/class/hwmon, /sys/class/thermal)"},
    {"disk", {"disk_", "block_"}, {disk_activity_words, filesystem_words}, "/proc/diskstats shows no disk"},
    {"network", {"network_", ""}, {traffic_words, nullptr}, "it has no network interface but loopback"},
}};

bool belongs(const Kind& kind, std::string_view key) {
  return std::any_of(kind.prefixes.begin(), kind.prefixes.end(),
                     [&](std::string_view prefix) {
                       // Pressure is keyed by what is under pressure in some names: memory_pressure_…
                       if (prefix.empty()) return false;
                       return key.starts_with(prefix);
                     }) ||
         key.find("_" + std::string(kind.name) + "_") != std::string_view::npos;
}

void add(std::string& text, const std::string& words) {
  if (words.empty()) return;
  text.append(text.empty() ? "" : "; ").append(words);
}

class MetricsHandler : public Handler {
 public:
  explicit MetricsHandler(const HandlerEnvironment& environment) : monitor_(environment.monitor) {}

  const CapabilityDecl& declaration() const override { return declare_system_metrics(); }

  bool immediate() const override { return sample_ready(monitor_); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("kind", "all");
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto sample = current_sample(monitor_, context);
    if (!sample.ok()) return sample.status();
    const health::Snapshot& snapshot = *(*sample)->snapshot;
    const std::string_view wanted = text_slot(plan.slots, "kind", "all");
    const auto keys = health::metrics(snapshot);
    Outcome outcome;
    std::string text;
    for (const Kind& kind : kKinds) {
      if (wanted != "all" && wanted != kind.name) continue;
      for (const Words words : kind.words) {
        // In the list of all, load stands for itself and not below the processors too.
        if (words == nullptr || (wanted == "all" && kind.name == "cpu" && words == load_words)) continue;
        add(text, words(snapshot));
      }
      if (wanted != "all" && text.empty()) {
        return base::unavailable("This machine tells nothing about its " + std::string(wanted) + ": " +
                                 std::string(kind.source) + ".");
      }
      if (wanted == "all") continue;
      for (const auto& [key, value] : keys) {
        if (belongs(kind, key)) outcome.values.emplace_back(key, value);
      }
    }
    if (wanted == "all") outcome.values = keys;
    if (text.empty()) return base::unavailable("This machine tells no figures: /proc cannot be read.");
    if (text.front() >= 'a' && text.front() <= 'z')
      text.front() = static_cast<char>(text.front() - 'a' + 'A');
    outcome.message = text + ".";
    return outcome;
  }

 private:
  health::SampleSource* monitor_;
};

}  // namespace

std::unique_ptr<Handler> make_system_metrics(const HandlerEnvironment& environment) {
  return std::make_unique<MetricsHandler>(environment);
}

}  // namespace maxos::agents
