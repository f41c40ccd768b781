// The one list of what this build can do. A capability is a declaration and a handler, side by side in its
// agent's folder, and one line here.
#pragma once

#include <memory>

#include "agents/agent.h"
#include "agents/capability.h"
#include "agents/registry.h"

// clang-format off
#define MAXOS_BUILTIN_CAPABILITIES(X) \
  X(file_list)                        \
  X(file_info)                        \
  X(system_health)                    \
  X(system_uptime)                    \
  X(system_metrics)                   \
  X(system_info)                      \
  X(system_disk)                      \
  X(system_processes)                 \
  X(agent_help)

// What only the test build of the daemon links (maxos_test_capabilities).
#define MAXOS_TESTING_CAPABILITIES(X) \
  X(test_hang)                        \
  X(test_work)                        \
  X(test_change)
// clang-format on

namespace maxos::agents {

struct HandlerEnvironment;

// declare_NAME(): the declaration, static storage (library maxos_capabilities); make_NAME(): its handler
// (library maxos_agents).
#define MAXOS_DECLARE_CAPABILITY(name)    \
  const CapabilityDecl& declare_##name(); \
  std::unique_ptr<Handler> make_##name(const HandlerEnvironment& environment);
MAXOS_BUILTIN_CAPABILITIES(MAXOS_DECLARE_CAPABILITY)
MAXOS_TESTING_CAPABILITIES(MAXOS_DECLARE_CAPABILITY)
#undef MAXOS_DECLARE_CAPABILITY

// The six agents of the catalogue, in its order. Those without a capability in this build are there all the
// same.
std::vector<AgentDecl> builtin_agents();

// builtin_registry() and the capabilities of testing/.
Registry testing_registry();

}  // namespace maxos::agents
