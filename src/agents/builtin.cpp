#include "agents/builtin.h"

namespace maxos::agents {

std::vector<AgentDecl> builtin_agents() {
  return {
      {"filesystem", "files and directories below the configured roots"},
      {"system", "the machine itself: health, load, processes, disks"},
      {"network", "links, addresses, reachability, firewall"},
      {"developer", "repositories and projects"},
      {"knowledge", "answers from the indexed documents"},
      {"evolver", "what can be asked, and teaching new phrases"},
  };
}

Registry builtin_registry() {
#define MAXOS_ENTRY(name) &declare_##name(),
  return Registry(builtin_agents(), {MAXOS_CAPABILITIES(MAXOS_ENTRY, MAXOS_ENTRY)});
#undef MAXOS_ENTRY
}

}  // namespace maxos::agents
