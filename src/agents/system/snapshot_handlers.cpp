#include "agents/builtin.h"
#include "agents/handlers.h"

namespace maxos::agents {

Handlers make_snapshot_handlers(const HandlerEnvironment& environment) {
  Handlers handlers;
#define MAXOS_ENTRY(name) handlers.push_back(make_##name(environment));
  MAXOS_SNAPSHOT_CAPABILITIES(MAXOS_ENTRY)
#undef MAXOS_ENTRY
  return handlers;
}

}  // namespace maxos::agents
