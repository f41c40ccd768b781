#include <algorithm>

#include "agents/builtin.h"
#include "agents/evolver/nearest_intents.h"
#include "agents/evolver/phrase_text.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::size_t kOfferedIntents = 3;

std::string principal_id(const Caller& caller) {
  return "uid:" + std::to_string(caller.uid);
}

std::string described(const CapabilityDecl& capability) {
  return std::string(capability.intent) + " (" + std::string(capability.summary) + ")";
}

// Required slots that the phrase itself does not fill.
std::vector<std::string> missing_slots(const CapabilityDecl& capability, const Values& slots) {
  std::vector<std::string> missing;
  for (const SlotDecl& slot : capability.slots) {
    if (slot.required && !slots.contains(slot.name)) missing.emplace_back(slot.name);
  }
  return missing;
}

std::string names_json(const std::vector<std::string>& names) {
  JsonList list;
  for (const std::string& name : names) list.add(base::json_string(name));
  return list.take();
}

std::string slots_text(const Values& slots) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : slots) parts.push_back(name + ": " + display_name(value));
  return base::join(parts, ", ");
}

class LearnHandler : public Handler {
 public:
  explicit LearnHandler(const HandlerEnvironment& environment)
      : teaching_(environment.teaching), registry_(environment.registry) {}

  const CapabilityDecl& declaration() const override { return declare_agent_learn(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    if (teaching_ == nullptr || registry_ == nullptr)
      return base::unavailable("Phrases cannot be taught here: this process does not understand requests.");
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    const auto capability = find_intent(text_slot(*slots, "intent"));
    if (!capability.ok()) return capability.status();
    const auto check = teaching_->check(text_slot(*slots, "phrase"), (*capability)->intent);
    if (!check.ok()) return check.status();
    MAXOS_RETURN_IF_ERROR(may_teach(*check, **capability, request.caller));

    Plan plan;
    plan.slots = {{"phrase", check->phrase}, {"intent", std::string((*capability)->intent)}};
    plan.targets = {check->phrase};
    plan.entries = 1;
    plan.preview = quoted_phrase(check->phrase) + " would mean " + described(**capability) + ".";
    const bool changes_meaning = !check->means.empty() && check->means != (*capability)->intent;
    if (changes_meaning) plan.preview += " Without being taught it means " + check->means + ".";
    if (check->replaces && check->replaces->intent != (*capability)->intent)
      plan.preview +=
          " So far it means " + check->replaces->intent + ", as " + check->replaces->by + " taught it.";
    const bool of_another = check->replaces && check->replaces->by != principal_id(request.caller);
    plan.confirm = (changes_meaning && check->sure) || of_another;
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext&) override {
    if (teaching_ == nullptr || registry_ == nullptr)
      return base::unavailable("Phrases cannot be taught here.");
    const auto capability = find_intent(text_slot(plan.slots, "intent"));
    if (!capability.ok()) return capability.status();
    // Again: somebody may have taught it while this waited for its confirmation.
    const auto check = teaching_->check(text_slot(plan.slots, "phrase"), (*capability)->intent);
    if (!check.ok()) return check.status();
    MAXOS_RETURN_IF_ERROR(may_teach(*check, **capability, plan.caller));
    MAXOS_RETURN_IF_ERROR(teaching_->teach(
        {check->phrase, std::string((*capability)->intent), principal_id(plan.caller), plan.caller.admin}));
    return learned(*check, **capability);
  }

 private:
  absl::StatusOr<const CapabilityDecl*> find_intent(std::string_view intent) const {
    if (const CapabilityDecl* found = registry_->find(base::ascii_lower(intent)); found != nullptr)
      return found;
    return base::invalid_argument("There is no intent " + display_name(intent, 64) + ". The nearest are " +
                                  base::join(nearest_intents(*registry_, intent, kOfferedIntents), ", ") +
                                  "; \"maxosctl capabilities\" lists all.");
  }

  // Who may teach what. Everybody on this machine is understood by a taught phrase: it must not become a
  // trap.
  static absl::Status may_teach(const PhraseCheck& check, const CapabilityDecl& capability,
                                const Caller& caller) {
    if (check.means == "agent.learn" || check.means == "agent.forget") {
      return base::invalid_argument(quoted_phrase(check.phrase) +
                                    " is how phrases are taught and taken back (" + check.means +
                                    "), and stays that. Choose other words.");
    }
    const Risk risk = risk_of(capability, check.slots);
    if (risk != Risk::read && check.leaves_something) {
      return base::invalid_argument(
          quoted_phrase(check.phrase) + " names something that " + std::string(capability.intent) +
          " would not take up; it would do less than is said. Leave that out of the phrase.");
    }
    if (caller.admin) return absl::OkStatus();
    if (check.replaces && check.replaces->by_admin)
      return base::denied("An administrator taught " + quoted_phrase(check.phrase) + " as " +
                          check.replaces->intent + "; only an administrator may change that.");
    if (risk > Risk::modify) {
      return base::denied("Phrases for " + std::string(capability.intent) + " (" +
                          std::string(to_string(risk)) +
                          ") are taught by an administrator alone. Ask one, or call as root.");
    }
    if (risk == Risk::read) return absl::OkStatus();
    const bool other = !check.means.empty() && check.means != capability.intent;
    if (other || !check.caution.empty()) {
      return base::denied(
          quoted_phrase(check.phrase) +
          (other ? " means " + check.means + " to everybody else" : " does not read like an order") +
          ", and " + std::string(capability.intent) +
          " changes something. Choose words that say so, or ask an administrator to teach it.");
    }
    return absl::OkStatus();
  }

  Outcome learned(const PhraseCheck& check, const CapabilityDecl& capability) const {
    Outcome outcome;
    outcome.message = "Learned: " + quoted_phrase(check.phrase) + " means " + described(capability) + ".";
    outcome.summary = outcome.message;
    const std::vector<std::string> missing = missing_slots(capability, check.slots);
    if (check.replaces && check.replaces->intent != capability.intent)
      outcome.message += " It meant " + check.replaces->intent + " before.";
    if (!check.replaces && !check.means.empty() && check.means != capability.intent)
      outcome.message += " It was taken for " + check.means + " before.";
    if (!check.slots.empty())
      outcome.message += " It says " + slots_text(check.slots) + "; other values are read as well.";
    if (!missing.empty())
      outcome.message +=
          " It does not say the " + base::join(missing, " and the ") + ", which will be asked for.";
    if (capability.announced) outcome.message += " This version cannot carry that out yet.";
    outcome.values = {{"phrase", check.phrase},
                      {"means", std::string(capability.intent)},
                      {"says", values_json(check.slots)},
                      {"missing", names_json(missing)},
                      {"taught_count", std::to_string(teaching_->count())}};
    if (check.replaces) outcome.values.emplace_back("replaced", check.replaces->intent);
    return outcome;
  }

  static std::string values_json(const Values& values) {
    JsonObject object;
    for (const auto& [name, value] : values) object.text(name, value);
    return object.take();
  }

  Teaching* teaching_;
  const Registry* registry_;
};

}  // namespace

std::unique_ptr<Handler> make_agent_learn(const HandlerEnvironment& environment) {
  return std::make_unique<LearnHandler>(environment);
}

}  // namespace maxos::agents
