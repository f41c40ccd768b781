#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/relocation.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

class CopyHandler : public Handler {
 public:
  explicit CopyHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_copy(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    return plan_relocation(environment_, declaration(), request, Use::read, "Copy", context);
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto found = find_relocation(environment_, plan, Use::read, context);
    if (!found.ok()) return found.status();
    const Subject& source = found->source;
    const auto change = Change::begin(environment_, plan.caller,
                                      {plan.intent,
                                       "Copied " + display_name(source.place.path, PATH_MAX) + " to " +
                                           display_name(found->destination.path, PATH_MAX),
                                       source.count.entries, source.count.bytes, 0});
    if (!change.ok()) return change.status();
    const auto lost = copy_to_destination(environment_, **change, *found, false, context);
    if (!lost.ok()) return (*change)->abandon(lost.status());
    MAXOS_RETURN_IF_ERROR((*change)->commit(context));
    Outcome outcome = relocation_outcome(*found, "Copied", (*change)->id(), *lost);
    outcome.values.emplace_back("lost_attribute_count", std::to_string(*lost));
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_copy(const HandlerEnvironment& environment) {
  return std::make_unique<CopyHandler>(environment);
}

}  // namespace maxos::agents
