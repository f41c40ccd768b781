#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Phrases shown for each capability.
constexpr std::size_t kExamples = 3;

std::string examples_json(const CapabilityDecl& capability) {
  JsonList list;
  for (std::size_t i = 0; i < capability.phrases.size() && i < kExamples; ++i) {
    list.add(base::json_string(capability.phrases[i]));
  }
  return list.take();
}

std::string capabilities_json(const std::vector<const CapabilityDecl*>& capabilities) {
  JsonList list;
  for (const CapabilityDecl* capability : capabilities) {
    list.add(JsonObject()
                 .text("intent", capability->intent)
                 .text("summary", capability->summary)
                 .text("risk", to_string(capability->risk))
                 .raw("examples", examples_json(*capability))
                 .take());
  }
  return list.take();
}

// What an agent can carry out, and how many more are only announced.
struct Offer {
  std::vector<const CapabilityDecl*> ready;
  std::uint64_t announced = 0;
};

Offer offer_of(const Registry& registry, const AgentDecl& agent) {
  Offer offer;
  offer.ready = registry.capabilities_of(agent.name);
  offer.announced = std::erase_if(offer.ready, [](const auto* capability) { return capability->announced; });
  return offer;
}

std::string agent_json(const AgentDecl& agent, const Offer& offer) {
  return JsonObject()
      .text("name", agent.name)
      .text("summary", agent.summary)
      .text("status", offer.ready.empty() ? "unavailable" : "ready")
      .raw("capabilities", capabilities_json(offer.ready))
      .number("unavailable_count", offer.announced)
      .take();
}

// "14 more requests are understood, but not yet available."
std::string announced_text(const Offer& offer) {
  const std::string_view more = offer.ready.empty() ? "" : "more ";
  std::string text = std::to_string(offer.announced) + " ";
  text.append(more).append(offer.announced == 1 ? "request is" : "requests are");
  return text.append(" understood, but not yet available.");
}

void append_quoted(std::string& text, std::string_view phrase) {
  text.append("\"").append(phrase).append("\"");
}

class HelpHandler : public Handler {
 public:
  explicit HelpHandler(const HandlerEnvironment& environment) : registry_(environment.registry) {}

  const CapabilityDecl& declaration() const override { return declare_agent_help(); }

  bool immediate() const override { return true; }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    if (registry_ == nullptr) return base::unavailable("The list of capabilities is not there.");
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext&) override {
    if (registry_ == nullptr) return base::unavailable("The list of capabilities is not there.");
    const std::string_view name = text_slot(plan.slots, "agent");
    if (name.empty()) return all();
    const AgentDecl* agent = registry_->find_agent(name);
    if (agent == nullptr) return base::not_found("There is no agent " + display_name(name) + ".");
    return one(*agent);
  }

 private:
  Outcome one(const AgentDecl& agent) const {
    const Offer offer = offer_of(*registry_, agent);
    Outcome outcome;
    outcome.values = {{"agents", "[" + agent_json(agent, offer) + "]"}};
    std::string text = "The agent ";
    text.append(agent.name);
    if (offer.ready.empty()) {
      outcome.status = AnswerStatus::unavailable;
      text.append(" (").append(agent.summary).append(") is registered, but offers nothing in this version");
    } else {
      text.append(" can: ");
      bool first = true;
      for (const CapabilityDecl* capability : offer.ready) {
        text.append(first ? "" : "; ").append(capability->summary).append(", ask ");
        if (!capability->phrases.empty()) append_quoted(text, capability->phrases.front());
        first = false;
      }
    }
    text.append(".");
    if (offer.announced > 0) text.append("\n").append(announced_text(offer));
    outcome.message = std::move(text);
    return outcome;
  }

  Outcome all() const {
    Outcome outcome;
    JsonList agents;
    std::string text = "You can ask, for example:";
    for (const AgentDecl& agent : registry_->agents()) {
      const Offer offer = offer_of(*registry_, agent);
      agents.add(agent_json(agent, offer));
      text.append("\n").append(agent.name).append(":");
      bool first = true;
      for (const CapabilityDecl* capability : offer.ready) {
        if (capability->phrases.empty()) continue;
        text.append(first ? " " : ", ");
        append_quoted(text, capability->phrases.front());
        first = false;
      }
      if (offer.ready.empty()) text.append(" nothing in this version");
      if (offer.announced > 0) text.append("; ").append(announced_text(offer));
    }
    outcome.message = std::move(text);
    outcome.summary = "What can be asked, by agent.";
    outcome.values = {{"agents", agents.take()}};
    return outcome;
  }

  const Registry* registry_;
};

}  // namespace

std::unique_ptr<Handler> make_agent_help(const HandlerEnvironment& environment) {
  return std::make_unique<HelpHandler>(environment);
}

}  // namespace maxos::agents
