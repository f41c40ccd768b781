#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr double kPerMillisecond = 1000;

std::string milliseconds(double microseconds) {
  return base::decimal(microseconds / kPerMillisecond, 3) + " ms";
}

double percent(const Figures& figures) {
  return figures.requests == 0 ? 0
                               : 100 * static_cast<double>(figures.count(AnswerStatus::success)) /
                                     static_cast<double>(figures.requests);
}

// The statuses that occurred: {"success":12,"denied":1}.
std::string statuses_json(const Figures& figures) {
  JsonObject object;
  for (std::size_t i = 0; i < kAnswerStatuses; ++i) {
    if (figures.statuses[i] > 0) object.number(to_string(static_cast<AnswerStatus>(i)), figures.statuses[i]);
  }
  return object.take();
}

JsonObject json_of(std::string_view key, std::string_view name, const Figures& figures) {
  JsonObject object;
  object.text(key, name)
      .number("requests", figures.requests)
      .number("success", figures.count(AnswerStatus::success))
      .raw("statuses", statuses_json(figures))
      .decimal("mean_ms", figures.mean / kPerMillisecond, 3)
      .decimal("median_ms", figures.median / kPerMillisecond, 3)
      .decimal("p95_ms", figures.p95 / kPerMillisecond, 3)
      .decimal("max_ms", figures.max / kPerMillisecond, 3);
  return object;
}

std::string json_of(const AgentFigures& agent) {
  JsonList intents;
  for (const IntentFigures& intent : agent.intents)
    intents.add(json_of("intent", intent.intent, intent.figures).take());
  return json_of("name", agent.agent, agent.figures).raw("intents", intents.take()).take();
}

std::string line_of(std::string_view lead, std::string_view name, const Figures& figures) {
  std::string line(lead);
  line.append(name).append(": ").append(base::counted(figures.requests, "request", "requests"));
  line.append(", ").append(base::decimal(percent(figures), 1)).append("% successful, median ");
  return line.append(milliseconds(figures.median)).append(", 95% within ").append(milliseconds(figures.p95));
}

class StatusHandler : public Handler {
 public:
  explicit StatusHandler(const HandlerEnvironment& environment) : figures_(environment.figures) {}

  const CapabilityDecl& declaration() const override { return declare_agent_status(); }

  bool immediate() const override { return true; }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    if (figures_ == nullptr) return base::unavailable("Requests are not counted here.");
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan&, const ExecutionContext&) override {
    if (figures_ == nullptr) return base::unavailable("Requests are not counted here.");
    const auto seconds = static_cast<std::uint64_t>(figures_->counted_for().count());
    JsonList agents;
    std::uint64_t requests = 0;
    std::uint64_t success = 0;
    std::string lines;
    for (const AgentFigures& agent : figures_->figures()) {
      agents.add(json_of(agent));
      requests += agent.figures.requests;
      success += agent.figures.count(AnswerStatus::success);
      lines += line_of("\n", agent.agent, agent.figures);
      for (const IntentFigures& intent : agent.intents)
        lines += line_of("\n  ", intent.intent, intent.figures);
    }
    Outcome outcome;
    outcome.message = base::counted(requests, "request", "requests") + " in " +
                      base::human_duration(seconds) + ", " + std::to_string(success) + " of them successful.";
    outcome.summary = outcome.message;
    outcome.message += lines;
    outcome.values = {{"agents", agents.take()},
                      {"requests", std::to_string(requests)},
                      {"success", std::to_string(success)},
                      {"counted_seconds", std::to_string(seconds)}};
    return outcome;
  }

 private:
  const RequestFigures* figures_;
};

}  // namespace

std::unique_ptr<Handler> make_agent_status(const HandlerEnvironment& environment) {
  return std::make_unique<StatusHandler>(environment);
}

}  // namespace maxos::agents
