#include "hosts/server/ceiling.h"

#include <fnmatch.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/status.h"
#include "config/checks.h"

namespace maxos::hosts {
namespace {

bool matches(const std::vector<std::string>& globs, const std::string& name) {
  return std::any_of(globs.begin(), globs.end(),
                     [&](const std::string& glob) { return ::fnmatch(glob.c_str(), name.c_str(), 0) == 0; });
}

// The loader has checked the name.
agents::Risk risk_named(std::string_view name) {
  using agents::Risk;
  for (const Risk risk : {Risk::privileged, Risk::execute, Risk::destructive, Risk::modify}) {
    if (agents::to_string(risk) == name) return risk;
  }
  return Risk::read;
}

absl::Status beyond(std::string_view section, std::string_view key, const std::string& what) {
  return base::denied(what + " is beyond what this host may do at all: " + std::string(section) + "." +
                      std::string(key) + " in the configuration. Nothing was done.");
}

}  // namespace

absl::Status check_intent(const config::Ceiling& ceiling, std::string_view section, std::string_view intent) {
  if (matches(ceiling.intents, std::string(intent))) return absl::OkStatus();
  return beyond(section, "intents", std::string(intent));
}

absl::Status check_plan(const config::Ceiling& ceiling, std::string_view section, const agents::Plan& plan) {
  MAXOS_RETURN_IF_ERROR(check_intent(ceiling, section, plan.intent));
  if (plan.risk > risk_named(ceiling.max_risk)) {
    return beyond(section, "max_risk",
                  plan.intent + " with the risk \"" + std::string(agents::to_string(plan.risk)) + "\"");
  }
  for (const std::string& target : plan.targets) {
    if (ceiling.roots.empty() || !target.starts_with('/')) continue;
    if (std::none_of(ceiling.roots.begin(), ceiling.roots.end(),
                     [&](const std::string& root) { return config::is_below(target, root); })) {
      return beyond(section, "roots", target);
    }
  }
  if (const auto unit = plan.slots.find("unit");
      unit != plan.slots.end() && plan.risk != agents::Risk::read && !matches(ceiling.units, unit->second)) {
    return beyond(section, "units", unit->second);
  }
  return absl::OkStatus();
}

}  // namespace maxos::hosts
