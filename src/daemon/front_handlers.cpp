#include "daemon/front_handlers.h"

#include <iterator>

namespace maxos::daemon {

agents::Handlers front_handlers(const agents::HandlerEnvironment& environment) {
  agents::Handlers all = agents::make_snapshot_handlers(environment);
  agents::Handlers more = agents::make_evolver_handlers(environment);
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return all;
}

}  // namespace maxos::daemon
