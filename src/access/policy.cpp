#include "access/policy.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>

namespace maxos::access {
namespace {

using agents::CapabilityDecl;
using agents::Risk;

// One line of a role. The first line whose glob has the intent decides: the role may have it up to this risk,
// or not at all.
struct Rule {
  // fnmatch(3).
  const char* intents;
  std::optional<Risk> up_to;
};

// INTENTS.md, "Roles".
constexpr std::array kViewer = {
    Rule{"system.logs", std::nullopt},
    Rule{"system.*", Risk::read},
    Rule{"network.*", Risk::read},
    Rule{"agent.help", Risk::read},
};
constexpr std::array kOperator = {
    Rule{"system.service_control", Risk::privileged},
    Rule{"*", Risk::execute},
};
constexpr std::array kAdmin = {
    Rule{"*", Risk::privileged},
};

std::span<const Rule> rules_of(Role role) {
  switch (role) {
    case Role::viewer:
      return kViewer;
    case Role::operator_role:
      return kOperator;
    case Role::admin:
      return kAdmin;
  }
  return {};
}

bool may(Role role, const CapabilityDecl& capability, Risk risk) {
  const std::string intent(capability.intent);
  for (const Rule& rule : rules_of(role)) {
    if (::fnmatch(rule.intents, intent.c_str(), 0) == 0) return rule.up_to && risk <= *rule.up_to;
  }
  return false;
}

std::string refusal(const Principal& principal, const CapabilityDecl& capability, Risk risk) {
  std::string why = "As ";
  why.append(to_string(principal.role)).append(" you may not use ").append(capability.intent);
  why.append(" (").append(capability.summary).append("). ");
  if (principal.role != Role::viewer || !may(Role::operator_role, capability, risk))
    return why.append("Ask an administrator, or call as root.");
  why.append("Members of the group ").append(kCallersGroup).append(" may");
  if (!principal.is_known())
    return why.append(", but the kernel does not say who you are. Call by the unix socket.");
  why.append(", and ").append(principal.name).append(" is not one. An administrator changes that with: ");
  return why.append("usermod -aG ").append(kCallersGroup).append(" ").append(principal.name);
}

}  // namespace

Decision decide_capability(const Principal& principal, const CapabilityDecl& capability, Risk risk) {
  if (may(principal.role, capability, risk)) return {Verdict::run, {}};
  return {Verdict::refuse, refusal(principal, capability, risk)};
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

agents::Caller caller_of(const Principal& principal) {
  return {.uid = principal.uid,
          .name = principal.name,
          .admin = principal.role == Role::admin,
          .reads_logs = principal.role != Role::viewer};
}

}  // namespace maxos::access
