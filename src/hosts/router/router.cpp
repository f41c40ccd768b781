#include "hosts/router/router.h"

#include <utility>

namespace maxos::hosts {

AgentHost& Router::host_of(std::string_view intent) const {
  const agents::CapabilityDecl* capability = registry_.find(intent);
  if (capability == nullptr) return hosts_.front;
  switch (capability->host) {
    case agents::HostClass::files:
      return hosts_.files;
    case agents::HostClass::system:
      return hosts_.system;
    case agents::HostClass::front:
      break;
  }
  return hosts_.front;
}

void Router::plan(const Call& call, agents::PlanRequest request, Planned done) {
  host_of(request.intent).plan(call, std::move(request), std::move(done));
}

void Router::execute(const Call& call, agents::Plan plan, Executed done) {
  host_of(plan.intent).execute(call, std::move(plan), std::move(done));
}

}  // namespace maxos::hosts
