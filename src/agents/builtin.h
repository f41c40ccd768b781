// The one list of what can be asked. A capability is a declaration and a handler, side by side in its agent's
// folder, and one line here.
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

// The rest of the catalogue: understood, and a declaration alone (CapabilityDecl::announced). What gets its
// handler moves into the list above.
#define MAXOS_ANNOUNCED_CAPABILITIES(X) \
  X(file_search)                        \
  X(file_read)                          \
  X(file_usage)                         \
  X(file_checksum)                      \
  X(file_mkdir)                         \
  X(file_copy)                          \
  X(file_move)                          \
  X(file_delete)                        \
  X(file_archive)                       \
  X(file_extract)                       \
  X(file_organize)                      \
  X(file_undo)                          \
  X(file_history)                       \
  X(file_empty_trash)                   \
  X(system_time)                        \
  X(system_users)                       \
  X(system_logs)                        \
  X(system_services)                    \
  X(system_service)                     \
  X(system_service_control)             \
  X(system_power)                       \
  X(system_packages)                    \
  X(network_interfaces)                 \
  X(network_routes)                     \
  X(network_ping)                       \
  X(network_dns)                        \
  X(network_connections)                \
  X(network_port)                       \
  X(network_wifi)                       \
  X(network_vpn)                        \
  X(network_firewall)                   \
  X(dev_git_status)                     \
  X(dev_git_log)                        \
  X(dev_git_branches)                   \
  X(dev_git_diff)                       \
  X(dev_commit)                         \
  X(dev_scaffold)                       \
  X(dev_test)                           \
  X(dev_build)                          \
  X(dev_deploy)                         \
  X(knowledge_query)                    \
  X(knowledge_summarize)                \
  X(agent_status)                       \
  X(agent_misses)                       \
  X(agent_learn)                        \
  X(agent_forget)

// What only the test build of the daemon links (maxos_test_capabilities).
#define MAXOS_TESTING_CAPABILITIES(X) \
  X(test_hang)                        \
  X(test_work)                        \
  X(test_change)
// clang-format on

namespace maxos::agents {

struct HandlerEnvironment;

// declare_NAME(): the declaration, static storage (library maxos_capabilities); make_NAME(): its handler
// (library maxos_agents), which those that are only announced have not.
#define MAXOS_DECLARE_DECLARATION(name) const CapabilityDecl& declare_##name();
#define MAXOS_DECLARE_CAPABILITY(name) \
  MAXOS_DECLARE_DECLARATION(name)      \
  std::unique_ptr<Handler> make_##name(const HandlerEnvironment& environment);
MAXOS_BUILTIN_CAPABILITIES(MAXOS_DECLARE_CAPABILITY)
MAXOS_ANNOUNCED_CAPABILITIES(MAXOS_DECLARE_DECLARATION)
MAXOS_TESTING_CAPABILITIES(MAXOS_DECLARE_CAPABILITY)
#undef MAXOS_DECLARE_CAPABILITY
#undef MAXOS_DECLARE_DECLARATION

// The six agents of the catalogue, in its order.
std::vector<AgentDecl> builtin_agents();

// builtin_registry() and the capabilities of testing/.
Registry testing_registry();

}  // namespace maxos::agents
