#include <iterator>

#include "agents/builtin.h"
#include "daemon/capabilities.h"

namespace maxos::daemon {

agents::Registry capability_registry() {
  return agents::testing_registry();
}

std::vector<std::unique_ptr<agents::Handler>> capability_handlers(
    const agents::HandlerEnvironment& environment) {
  auto handlers = agents::make_handlers(environment);
  auto testing = agents::make_testing_handlers(environment);
  handlers.insert(handlers.end(), std::make_move_iterator(testing.begin()),
                  std::make_move_iterator(testing.end()));
  return handlers;
}

}  // namespace maxos::daemon
