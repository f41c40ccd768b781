#include <climits>

#include "agents/builtin.h"
#include "agents/filesystem/change.h"
#include "agents/filesystem/change_plan.h"
#include "agents/filesystem/trash_limits.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

class DeleteHandler : public Handler {
 public:
  explicit DeleteHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_file_delete(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext& context) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const auto path = Roots::of(environment_).absolute(text_slot(*slots, "path"), request.context);
    if (!path.ok()) return path.status();
    const auto subject = subject_of(environment_, *path, Use::take_away, context);
    if (!subject.ok()) return subject.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.insert_or_assign("path", subject->place.path);
    plan.targets = {subject->place.path};
    fill_plan(plan, environment_, *subject, std::nullopt);
    if (plan.confirm) plan.risk = Risk::destructive;
    plan.preview = "Move " + words_for(*subject) + " to the trash.";
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    const auto subject =
        subject_of(environment_, std::string(text_slot(plan.slots, "path")), Use::take_away, context);
    if (!subject.ok()) return subject.status();
    MAXOS_RETURN_IF_ERROR(check_plan(plan, environment_, *subject, std::nullopt));
    const TreeCount& count = subject->count;
    const std::string path = subject->place.path;
    const auto change = Change::begin(
        environment_, plan.caller,
        {plan.intent, "Deleted " + display_name(path, PATH_MAX), count.entries, count.bytes, 0});
    if (!change.ok()) return change.status();
    const absl::Status planned =
        (*change)->trash(path, identity_of(subject->info), count.entries, count.bytes, context);
    if (!planned.ok()) return (*change)->abandon(planned);
    MAXOS_RETURN_IF_ERROR((*change)->commit(context));
    Outcome outcome;
    outcome.summary = "Moved " + words_for(*subject) + " to the trash.";
    outcome.message = outcome.summary + undo_words((*change)->id());
    outcome.values = {{"path", base::to_utf8(path)},
                      {"transaction", store::transaction_name((*change)->id())},
                      {"entry_count", std::to_string(count.entries)},
                      {"total_bytes", std::to_string(count.bytes)}};
    keep_trash_within_limits(environment_, (*change)->id());
    return outcome;
  }

 private:
  const HandlerEnvironment environment_;
};

}  // namespace

std::unique_ptr<Handler> make_file_delete(const HandlerEnvironment& environment) {
  return std::make_unique<DeleteHandler>(environment);
}

}  // namespace maxos::agents
