#include "agents/handlers.h"

#include "agents/builtin.h"

namespace maxos::agents {

Handlers make_network_handlers(const HandlerEnvironment& environment) {
  Handlers handlers;
#define MAXOS_ENTRY(name) handlers.push_back(make_##name(environment));
#define MAXOS_NO_ENTRY(name)
  MAXOS_NETWORK_CAPABILITIES(MAXOS_ENTRY, MAXOS_NO_ENTRY)
#undef MAXOS_ENTRY
#undef MAXOS_NO_ENTRY
  return handlers;
}

}  // namespace maxos::agents
