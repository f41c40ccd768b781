// The answers to requests that are not carried out because of how they are said.
#pragma once

#include "agents/agent.h"
#include "agents/registry.h"
#include "orchestrator/judge.h"

namespace maxos::orchestrator {

// `unhandled`: that nothing was done, why, and what could be asked instead. Values: `candidates`, and
// `clauses` or `caution` where there are any. `judgement` has no capability.
agents::Outcome not_understood(const Judgement& judgement, const agents::Registry& registry);

}  // namespace maxos::orchestrator
