#include "access/policy.h"

#include <algorithm>
#include <string_view>

namespace maxos::access {
namespace {

using agents::CapabilityDecl;
using agents::Risk;

// INTENTS.md, "Roles".
bool viewer_may(const CapabilityDecl& capability, Risk risk) {
  if (capability.intent == "agent.help") return true;
  if (capability.intent == "system.logs") return false;
  return risk == Risk::read && (capability.agent == "system" || capability.agent == "network");
}

bool operator_may(const CapabilityDecl& capability, Risk risk) {
  return risk != Risk::privileged || capability.intent == "system.service_control";
}

std::string refusal(const Principal& principal, const CapabilityDecl& capability) {
  std::string why = "As ";
  why.append(to_string(principal.role)).append(" you may not use ").append(capability.intent);
  why.append(" (").append(capability.summary).append("). Ask an administrator, or call as root.");
  return why;
}

}  // namespace

Decision decide_capability(const Principal& principal, const CapabilityDecl& capability, Risk risk) {
  const bool allowed = principal.role == Role::admin ||
                       (principal.role == Role::operator_role && operator_may(capability, risk)) ||
                       (principal.role == Role::viewer && viewer_may(capability, risk));
  if (allowed) return {Verdict::run, {}};
  return {Verdict::refuse, refusal(principal, capability)};
}

Decision decide_plan(const Principal& principal, const CapabilityDecl& capability, const agents::Plan& plan,
                     bool confirmed) {
  // A handler may know of a greater risk than the slots say, never of a smaller one.
  const Risk risk = std::max(plan.risk, agents::risk_of(capability, plan.slots));
  Decision decision = decide_capability(principal, capability, risk);
  if (decision.verdict == Verdict::refuse) return decision;
  const bool due = plan.confirm || risk == Risk::destructive || risk == Risk::privileged;
  if (due && !confirmed) return {Verdict::confirm, {}};
  return {Verdict::run, {}};
}

}  // namespace maxos::access
