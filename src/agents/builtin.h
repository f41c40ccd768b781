// The one list of what can be asked. A capability is a declaration and a handler, side by side in its agent's
// folder, and one line here.
#pragma once

#include <memory>
#include <vector>

#include "agents/agent.h"
#include "agents/capability.h"
#include "agents/registry.h"

// Agent by agent in the order of the catalogue. HANDLED has a handler; ANNOUNCED is understood and a
// declaration alone (CapabilityDecl::announced): what gets its handler changes its word here.
// clang-format off
#define MAXOS_FILESYSTEM_CAPABILITIES(HANDLED, ANNOUNCED) \
  HANDLED(file_list)                                      \
  HANDLED(file_search)                                    \
  HANDLED(file_info)                                      \
  HANDLED(file_read)                                      \
  HANDLED(file_usage)                                     \
  HANDLED(file_checksum)                                  \
  HANDLED(file_mkdir)                                     \
  HANDLED(file_copy)                                      \
  HANDLED(file_move)                                      \
  HANDLED(file_delete)                                    \
  HANDLED(file_archive)                                   \
  HANDLED(file_extract)                                   \
  HANDLED(file_organize)                                  \
  HANDLED(file_undo)                                      \
  HANDLED(file_history)                                   \
  HANDLED(file_empty_trash)

// Of the system agent, what is answered from the health snapshot, in the front end.
#define MAXOS_SNAPSHOT_CAPABILITIES(HANDLED) \
  HANDLED(system_health)                     \
  HANDLED(system_metrics)                    \
  HANDLED(system_uptime)

#define MAXOS_SYSTEM_CAPABILITIES(HANDLED, ANNOUNCED) \
  HANDLED(system_info)                                \
  HANDLED(system_time)                                \
  HANDLED(system_processes)                           \
  HANDLED(system_disk)                                \
  HANDLED(system_users)                               \
  HANDLED(system_logs)                                \
  HANDLED(system_services)                            \
  HANDLED(system_service)                             \
  HANDLED(system_service_control)                     \
  HANDLED(system_power)                               \
  HANDLED(system_packages)

#define MAXOS_NETWORK_CAPABILITIES(HANDLED, ANNOUNCED) \
  HANDLED(network_interfaces)                          \
  HANDLED(network_routes)                              \
  HANDLED(network_ping)                                \
  HANDLED(network_dns)                                 \
  HANDLED(network_connections)                         \
  HANDLED(network_port)                                \
  HANDLED(network_wifi)                                \
  HANDLED(network_vpn)                                 \
  HANDLED(network_firewall)

#define MAXOS_DEVELOPER_CAPABILITIES(HANDLED, ANNOUNCED) \
  ANNOUNCED(dev_git_status)                              \
  ANNOUNCED(dev_git_log)                                 \
  ANNOUNCED(dev_git_branches)                            \
  ANNOUNCED(dev_git_diff)                                \
  ANNOUNCED(dev_commit)                                  \
  ANNOUNCED(dev_scaffold)                                \
  ANNOUNCED(dev_test)                                    \
  ANNOUNCED(dev_build)                                   \
  ANNOUNCED(dev_deploy)

#define MAXOS_KNOWLEDGE_CAPABILITIES(HANDLED, ANNOUNCED) \
  ANNOUNCED(knowledge_query)                             \
  ANNOUNCED(knowledge_summarize)

#define MAXOS_EVOLVER_CAPABILITIES(HANDLED, ANNOUNCED) \
  HANDLED(agent_help)                                  \
  HANDLED(agent_status)                                \
  HANDLED(agent_misses)                                \
  HANDLED(agent_learn)                                 \
  HANDLED(agent_forget)

#define MAXOS_CAPABILITIES(HANDLED, ANNOUNCED)      \
  MAXOS_FILESYSTEM_CAPABILITIES(HANDLED, ANNOUNCED) \
  MAXOS_SNAPSHOT_CAPABILITIES(HANDLED)              \
  MAXOS_SYSTEM_CAPABILITIES(HANDLED, ANNOUNCED)     \
  MAXOS_NETWORK_CAPABILITIES(HANDLED, ANNOUNCED)    \
  MAXOS_DEVELOPER_CAPABILITIES(HANDLED, ANNOUNCED)  \
  MAXOS_KNOWLEDGE_CAPABILITIES(HANDLED, ANNOUNCED)  \
  MAXOS_EVOLVER_CAPABILITIES(HANDLED, ANNOUNCED)

// What only the test build of the daemon links (maxos_test_capabilities).
#define MAXOS_TESTING_CAPABILITIES(HANDLED) \
  HANDLED(test_hang)                        \
  HANDLED(test_work)                        \
  HANDLED(test_change)
// clang-format on

namespace maxos::agents {

struct HandlerEnvironment;

// declare_NAME(): the declaration, static storage (library maxos_capabilities); make_NAME(): its handler (the
// library of its agent), which those that are only announced have not.
#define MAXOS_DECLARE_DECLARATION(name) const CapabilityDecl& declare_##name();
#define MAXOS_DECLARE_CAPABILITY(name) \
  MAXOS_DECLARE_DECLARATION(name)      \
  std::unique_ptr<Handler> make_##name(const HandlerEnvironment& environment);
MAXOS_CAPABILITIES(MAXOS_DECLARE_CAPABILITY, MAXOS_DECLARE_DECLARATION)
MAXOS_TESTING_CAPABILITIES(MAXOS_DECLARE_CAPABILITY)
#undef MAXOS_DECLARE_CAPABILITY
#undef MAXOS_DECLARE_DECLARATION

// The six agents of the catalogue, in its order.
std::vector<AgentDecl> builtin_agents();

// builtin_registry() and the capabilities of testing/.
Registry testing_registry();

}  // namespace maxos::agents
