#include "orchestrator/orchestrator.h"

#include <memory>
#include <utility>

#include "orchestrator/operation.h"

namespace maxos::orchestrator {

void Orchestrator::handle(Request request, Steps steps, Done done) {
  std::make_shared<Operation>(parts_, std::move(request), std::move(steps), std::move(done))->start();
}

Judgement Orchestrator::understand(std::string_view text, const agents::Values& context) const {
  return judge(text, context, parts_.understander, parts_.registry, parts_.config.get()->language,
               parts_.clock.system());
}

}  // namespace maxos::orchestrator
