#include "orchestrator/orchestrator.h"

#include <memory>
#include <utility>

#include "orchestrator/operation.h"

namespace maxos::orchestrator {

void Orchestrator::handle(Request request, Steps steps, Done done) {
  std::make_shared<Operation>(parts_, std::move(request), std::move(steps), std::move(done))->start();
}

}  // namespace maxos::orchestrator
