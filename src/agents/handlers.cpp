#include "agents/handlers.h"

#include <iterator>

namespace maxos::agents {

Handlers make_handlers(const HandlerEnvironment& environment) {
  Handlers all;
  for (const auto make : {make_filesystem_handlers, make_snapshot_handlers, make_system_handlers,
                          make_network_handlers, make_evolver_handlers}) {
    Handlers some = make(environment);
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return all;
}

}  // namespace maxos::agents
