#include <algorithm>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::uint64_t kDefaultLimit = 20;
// Lines of the message; the payload has them all.
constexpr std::size_t kLines = 10;

std::string line_of(const MissGroup& group) {
  std::string line = "\n" + std::to_string(group.count) + " × \"" + display_name(group.text) + "\", last " +
                     base::rfc3339(group.last);
  if (group.why != "unknown") line += " (" + group.why + ")";
  return line;
}

std::string json_of(const MissGroup& group) {
  return JsonObject()
      .text("text", group.text)
      .number("count", group.count)
      .text("why", group.why)
      .text("nearest", group.nearest)
      .text("first", base::rfc3339(group.first))
      .text("last", base::rfc3339(group.last))
      .take();
}

class MissesHandler : public Handler {
 public:
  explicit MissesHandler(const HandlerEnvironment& environment)
      : misses_(environment.misses), config_(environment.config) {}

  const CapabilityDecl& declaration() const override { return declare_agent_misses(); }

  bool immediate() const override { return true; }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    if (misses_ == nullptr) return base::unavailable("Nothing is known here of what was not understood.");
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext&) override {
    if (misses_ == nullptr) return base::unavailable("Nothing is known here of what was not understood.");
    const MissReport report = misses_->report(count_slot(plan.slots, "limit", kDefaultLimit));
    Outcome outcome;
    JsonList list(list_budget(config_()->limits.answer_bytes));
    std::size_t shown = 0;
    while (shown < report.groups.size() && list.add(json_of(report.groups[shown]))) ++shown;
    outcome.values = {{"misses", list.take()},
                      {"returned_count", std::to_string(shown)},
                      {"total_count", std::to_string(report.total_groups)},
                      {"requests", std::to_string(report.total_requests)}};
    if (report.total_groups == 0) {
      outcome.message = "Everything that was asked was understood.";
      return outcome;
    }
    outcome.message = base::counted(report.total_requests, "request was", "requests were") +
                      " not understood, in " + base::counted(report.total_groups, "wording", "wordings") +
                      ".";
    outcome.summary = outcome.message;
    for (std::size_t i = 0; i < std::min(shown, kLines); ++i) outcome.message += line_of(report.groups[i]);
    outcome.message += "\nTeach one with: learn that \"…\" means an intent.";
    return outcome;
  }

 private:
  const MissedRequests* misses_;
  std::function<std::shared_ptr<const config::Config>()> config_;
};

}  // namespace

std::unique_ptr<Handler> make_agent_misses(const HandlerEnvironment& environment) {
  return std::make_unique<MissesHandler>(environment);
}

}  // namespace maxos::agents
