#include <iterator>

#include "agentd/capabilities.h"
#include "agents/builtin.h"

namespace maxos::agentd {

agents::Registry capability_registry() {
  return agents::testing_registry();
}

agents::Handlers capability_handlers(const agents::HandlerEnvironment& environment) {
  auto handlers = agents::make_handlers(environment);
  auto testing = agents::make_testing_handlers(environment);
  handlers.insert(handlers.end(), std::make_move_iterator(testing.begin()),
                  std::make_move_iterator(testing.end()));
  return handlers;
}

}  // namespace maxos::agentd
