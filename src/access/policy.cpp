#include "access/policy.h"

#include <string_view>

namespace maxos::access {
namespace {

using agents::CapabilityDecl;
using agents::Risk;

// INTENTS.md, "Roles".
bool viewer_may(const CapabilityDecl& capability) {
  if (capability.intent == "agent.help") return true;
  if (capability.intent == "system.logs") return false;
  return capability.risk == Risk::read && (capability.agent == "system" || capability.agent == "network");
}

bool operator_may(const CapabilityDecl& capability) {
  return capability.risk != Risk::privileged || capability.intent == "system.service_control";
}

std::string refusal(const Principal& principal, const CapabilityDecl& capability) {
  std::string why = "As ";
  why.append(to_string(principal.role)).append(" you may not use ").append(capability.intent);
  why.append(" (").append(capability.summary).append("). Ask an administrator, or call as root.");
  return why;
}

}  // namespace

Decision decide_capability(const Principal& principal, const CapabilityDecl& capability) {
  const bool allowed = principal.role == Role::admin ||
                       (principal.role == Role::operator_role && operator_may(capability)) ||
                       (principal.role == Role::viewer && viewer_may(capability));
  if (allowed) return {Verdict::run, {}};
  return {Verdict::refuse, refusal(principal, capability)};
}

Decision decide_plan(const Principal& principal, const CapabilityDecl& capability, const agents::Plan& plan,
                     bool confirmed) {
  Decision decision = decide_capability(principal, capability);
  if (decision.verdict == Verdict::refuse) return decision;
  const bool due = plan.confirm || plan.risk == Risk::destructive || plan.risk == Risk::privileged;
  if (due && !confirmed) return {Verdict::confirm, {}};
  return {Verdict::run, {}};
}

}  // namespace maxos::access
