#include "agents/handlers.h"

#include "agents/builtin.h"

namespace maxos::agents {

std::vector<std::unique_ptr<Handler>> make_handlers(const HandlerEnvironment& environment) {
  std::vector<std::unique_ptr<Handler>> handlers;
#define MAXOS_ENTRY(name) handlers.push_back(make_##name(environment));
  MAXOS_BUILTIN_CAPABILITIES(MAXOS_ENTRY)
#undef MAXOS_ENTRY
  return handlers;
}

}  // namespace maxos::agents
