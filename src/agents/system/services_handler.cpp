#include <algorithm>
#include <vector>

#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "agents/system/systemd.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Told in the message; the payload has more.
constexpr std::size_t kNamedUnits = 10;

std::string json_of(const UnitRow& row) {
  return JsonObject()
      .text("unit", row.id)
      .text("description", row.description)
      .text("load", row.load)
      .text("state", row.active)
      .text("sub_state", row.sub)
      .take();
}

// "nginx.service" is nginx to a person.
std::string short_name(const UnitRow& row) {
  return row.id.ends_with(".service") ? row.id.substr(0, row.id.size() - 8) : row.id;
}

class ServicesHandler : public Handler {
 public:
  explicit ServicesHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_system_services(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("state", "running");
    plan.slots.try_emplace("limit", std::to_string(environment_.config()->limits.list_entries));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto systemd = Systemd::create(environment_, context);
    if (!systemd.ok()) return systemd.status();
    const std::string_view state = text_slot(plan.slots, "state");
    // Of what failed every type counts: a mount that is not there matters as much as a service.
    const auto listed =
        state == "failed" ? systemd->by_states({"failed"}) : systemd->by_patterns({"*.service"});
    if (!listed.ok()) return listed.status();
    std::vector<UnitRow> rows = *listed;
    std::uint64_t running = 0;
    std::uint64_t failed = 0;
    for (const UnitRow& row : rows) {
      running += row.active == "active" && row.sub == "running" ? 1 : 0;
      failed += row.active == "failed" ? 1 : 0;
    }
    std::erase_if(rows, [&](const UnitRow& row) {
      return state == "running" ? row.active != "active" || row.sub != "running" : row.load == "not-found";
    });
    std::sort(rows.begin(), rows.end(), [](const UnitRow& a, const UnitRow& b) { return a.id < b.id; });

    const std::uint64_t limit = count_slot(plan.slots, "limit", rows.size());
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::vector<std::string> names;
    std::uint64_t shown = 0;
    for (const UnitRow& row : rows) {
      if (shown == limit || !list.add(json_of(row))) break;
      if (shown++ < kNamedUnits) names.push_back(short_name(row));
    }
    Outcome outcome;
    outcome.message = words(state, rows.size(), running, failed, names);
    outcome.values = {{"services", list.take()},
                      {"total_count", std::to_string(rows.size())},
                      {"shown_count", std::to_string(shown)},
                      {"truncated", shown < rows.size() ? "true" : "false"},
                      {"failed_count", std::to_string(failed)}};
    if (state != "failed") outcome.values.emplace_back("running_count", std::to_string(running));
    return outcome;
  }

 private:
  static std::string words(std::string_view state, std::uint64_t total, std::uint64_t running,
                           std::uint64_t failed, const std::vector<std::string>& names) {
    std::string text;
    if (state == "failed") {
      if (total == 0) return "No unit has failed.";
      text = base::counted(total, "unit has", "units have") + " failed: ";
    } else if (state == "running") {
      if (total == 0) return "No service is running.";
      text = base::counted(total, "service is", "services are") + " running: ";
    } else {
      text = base::counted(total, "service", "services") + ", " + std::to_string(running) + " running, " +
             std::to_string(failed) + " failed: ";
    }
    text.append(base::join(names, ", "));
    if (names.size() < total) text.append(" and " + std::to_string(total - names.size()) + " more");
    return text + ".";
  }

  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_system_services(const HandlerEnvironment& environment) {
  return std::make_unique<ServicesHandler>(environment);
}

}  // namespace maxos::agents
