#include "orchestrator/judge.h"

#include <utility>

#include "base/status.h"
#include "base/text.h"
#include "orchestrator/slot_values.h"

namespace maxos::orchestrator {
namespace {

using agents::Risk;

// What is offered instead of what was not understood.
constexpr std::size_t kMaxCandidates = 3;

double least_confidence(Risk risk, const config::Language& config) {
  switch (risk) {
    case Risk::read:
      return 0;
    case Risk::modify:
      return config.modify_confidence;
    case Risk::execute:
      return config.execute_confidence;
    case Risk::destructive:
      return config.destructive_confidence;
    case Risk::privileged:
      return config.privileged_confidence;
  }
  return 1;
}

// Understood, but not well enough: offered instead.
void offer(language::Understanding& understanding) {
  auto& candidates = understanding.candidates;
  candidates.insert(candidates.begin(), {std::move(understanding.intent), understanding.confidence});
  if (candidates.size() > kMaxCandidates) candidates.resize(kMaxCandidates);
}

}  // namespace

std::string_view to_string(Decision decision) {
  switch (decision) {
    case Decision::run:
      return "run";
    case Decision::confirm:
      return "confirm";
    case Decision::ask:
      return "ask";
    case Decision::refuse:
      return "refuse";
  }
  return "refuse";
}

Judgement judge(language::Understanding understanding, const agents::Values& context,
                const agents::Registry& registry, const config::Language& config,
                std::chrono::system_clock::time_point now) {
  Judgement out;
  out.clauses = std::move(understanding.clauses);
  out.caution = understanding.caution;
  out.refers = understanding.refers;
  out.whole = understanding.whole;
  out.follow = understanding.follow;
  out.renames = understanding.renames;
  const auto said = context.find("about");
  out.about = said != context.end() ? said->second : std::string(understanding.about);
  const agents::CapabilityDecl* capability = registry.find(understanding.intent);
  if (capability == nullptr) {
    out.candidates = std::move(understanding.candidates);
    return out;
  }
  CompletedSlots completed = complete_slots(*capability, understanding.slots, context, now, out.about);
  const Risk risk = agents::risk_of(*capability, completed.slots);
  // Also false for a confidence that is no number.
  if (!(understanding.confidence >= least_confidence(risk, config))) {
    offer(understanding);
    out.candidates = std::move(understanding.candidates);
    return out;
  }
  out.capability = capability;
  out.intent = capability->intent;
  out.agent = capability->agent;
  out.confidence = understanding.confidence;
  out.risk = risk;
  out.slots = std::move(completed.slots);
  out.candidates = std::move(understanding.candidates);
  out.taught = std::move(understanding.taught);
  for (const agents::SlotDecl* slot : completed.missing) out.missing.emplace_back(slot->name);
  if (!completed.wrong.ok()) {
    out.question = base::message_of(completed.wrong);
  } else if (!completed.missing.empty()) {
    out.question = ask_for(*capability, completed.missing);
  }
  if (!out.question.empty()) {
    out.decision = Decision::ask;
  } else if (risk != Risk::read && (out.whole || (out.taught != nullptr && !out.taught->by_admin))) {
    // What was taught, for everybody but who taught it.
    out.decision = Decision::confirm;
  } else {
    out.decision = risk == Risk::read || risk == Risk::modify ? Decision::run : Decision::confirm;
  }
  return out;
}

Judgement judge(std::string_view text, const agents::Values& context,
                const language::Understander& understander, const agents::Registry& registry,
                const config::Language& config, std::chrono::system_clock::time_point now) {
  const auto domain = context.find("domain");
  return judge(understander.understand(base::trim(text),
                                       domain == context.end() ? std::string_view() : domain->second),
               context, registry, config, now);
}

}  // namespace maxos::orchestrator
