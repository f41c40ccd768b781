#include "agents/builtin.h"
#include "agents/evolver/phrase_text.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kOfferedPhrases = 3;

class ForgetHandler : public Handler {
 public:
  explicit ForgetHandler(const HandlerEnvironment& environment) : teaching_(environment.teaching) {}

  const CapabilityDecl& declaration() const override { return declare_agent_forget(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    if (teaching_ == nullptr)
      return base::unavailable(
          "Phrases cannot be taken back here: this process does not understand requests.");
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const auto taught = find(text_slot(*slots, "phrase"), request.caller);
    if (!taught.ok()) return taught.status();
    Plan plan;
    plan.slots = {{"phrase", taught->phrase}};
    plan.targets = {taught->phrase};
    plan.entries = 1;
    plan.preview = quoted_phrase(taught->phrase) + " would no longer mean " + taught->intent + ", as " +
                   taught->by + " taught it.";
    plan.confirm = taught->by != "uid:" + std::to_string(request.caller.uid);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext&) override {
    if (teaching_ == nullptr) return base::unavailable("Phrases cannot be taken back here.");
    const auto taught = find(text_slot(plan.slots, "phrase"), plan.caller);
    if (!taught.ok()) return taught.status();
    MAXOS_RETURN_IF_ERROR(teaching_->forget(taught->phrase));
    Outcome outcome;
    outcome.message =
        "Forgotten: " + quoted_phrase(taught->phrase) + " no longer means " + taught->intent + ".";
    outcome.values = {{"phrase", taught->phrase},
                      {"meant", taught->intent},
                      {"taught_count", std::to_string(teaching_->count())}};
    return outcome;
  }

 private:
  absl::StatusOr<TaughtEntry> find(std::string_view phrase, const Caller& caller) const {
    auto taught = teaching_->find(phrase);
    if (!taught) return base::not_found("Nobody taught " + quoted_phrase(phrase) + "." + offers(phrase));
    if (taught->by_admin && !caller.admin)
      return base::denied("An administrator taught " + quoted_phrase(taught->phrase) + " as " +
                          taught->intent + "; only an administrator may take it back.");
    return *std::move(taught);
  }

  std::string offers(std::string_view phrase) const {
    std::vector<std::string> nearest = teaching_->nearest(phrase, kOfferedPhrases);
    if (nearest.empty()) return " Nothing is taught on this machine.";
    for (std::string& near : nearest) near = quoted_phrase(near);
    return " The nearest of the " + base::counted(teaching_->count(), "taught phrase", "taught phrases") +
           ": " + base::join(nearest, ", ") + ".";
  }

  Teaching* teaching_;
};

}  // namespace

std::unique_ptr<Handler> make_agent_forget(const HandlerEnvironment& environment) {
  return std::make_unique<ForgetHandler>(environment);
}

}  // namespace maxos::agents
