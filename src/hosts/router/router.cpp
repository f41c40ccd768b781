#include "hosts/router/router.h"

#include <utility>

#include "base/status.h"

namespace maxos::hosts {
namespace {

// DESIGN 2. The index behind knowledge.query is of the shared documents.
bool is_of_a_user(std::string_view intent) {
  return intent.starts_with("file.") || intent.starts_with("dev.") || intent == "knowledge.summarize";
}

// The user's own process is behind it, and may say what it likes; the answer's acting_as is not its to
// choose.
absl::StatusOr<agents::Plan> believed(absl::StatusOr<agents::Plan> plan, const std::string& user) {
  if (!plan.ok() || plan->acting_as == user) return plan;
  return base::unavailable(
      "The host of " + user + " says that it acts as " + plan->acting_as +
      ". Nothing it says is believed; an administrator can look: systemctl status maxos-agent@" + user);
}

}  // namespace

AgentHost& Router::shared_host_of(std::string_view intent) const {
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

absl::StatusOr<AgentHost*> Router::own_host_of(std::string_view intent, const agents::Caller& caller) const {
  AgentHost* const none = nullptr;
  if (hosts_.users == nullptr || !is_of_a_user(intent) || &shared_host_of(intent) != &hosts_.files)
    return none;
  return hosts_.users->find(caller);
}

void Router::plan(const Call& call, agents::PlanRequest request, Planned done) {
  const auto own = own_host_of(request.intent, request.caller);
  if (!own.ok()) return done(own.status());
  if (*own == nullptr) {
    AgentHost& shared = shared_host_of(request.intent);
    return shared.plan(call, std::move(request), std::move(done));
  }
  auto user = request.caller.name;
  (*own)->plan(call, std::move(request),
               [user = std::move(user), done = std::move(done)](absl::StatusOr<agents::Plan> plan) {
                 done(believed(std::move(plan), user));
               });
}

void Router::execute(const Call& call, agents::Plan plan, Executed done) {
  const auto own = own_host_of(plan.intent, plan.caller);
  if (!own.ok()) return done(own.status());
  AgentHost& host = *own != nullptr ? **own : shared_host_of(plan.intent);
  host.execute(call, std::move(plan), std::move(done));
}

}  // namespace maxos::hosts
