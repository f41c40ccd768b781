// The one place that decides who may do what.
#pragma once

#include <string>

#include "access/principal.h"
#include "agents/agent.h"
#include "agents/capability.h"

namespace maxos::access {

enum class Verdict { run, confirm, refuse };

struct Decision {
  Verdict verdict = Verdict::refuse;
  // For refuse: for the caller; names role and remedy, and to an outsider the group that is missing.
  std::string why;
};

// Whether the role may ever have this capability with this risk (agents::risk_of the request), before
// anything is planned: run or refuse.
Decision decide_capability(const Principal& principal, const agents::CapabilityDecl& capability,
                           agents::Risk risk);

// What becomes of this very plan. `confirmed`: its one-time token was given.
Decision decide_plan(const Principal& principal, const agents::CapabilityDecl& capability,
                     const agents::Plan& plan, bool confirmed);

// The principal as a handler sees it.
agents::Caller caller_of(const Principal& principal);

}  // namespace maxos::access
