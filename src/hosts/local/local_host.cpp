#include "hosts/local/local_host.h"

#include <algorithm>
#include <exception>
#include <string>

#include "base/status.h"

namespace maxos::hosts {
namespace {

agents::ExecutionContext context_of(const Call& call) {
  return {call.stop, call.deadline, call.progress, call.items};
}

absl::Status unknown_intent(const std::string& intent) {
  return base::make_status(absl::StatusCode::kUnimplemented, intent + " is not available in this version.");
}

absl::Status queue_full() {
  return base::exhausted(
      "All workers are busy and the queue is full. Nothing was done; try again in a moment.");
}

// ResourceExhausted means to the caller that nothing was started, DeadlineExceeded that its own time is over.
// A handler's full disk (ENOSPC) or server that does not answer (ETIMEDOUT) is neither: the request was tried
// and failed.
bool is_of_the_call(const absl::Status& status, const Call& call) {
  if (absl::IsResourceExhausted(status)) return false;
  return !absl::IsDeadlineExceeded(status) || agents::ExecutionContext::Clock::now() >= call.deadline;
}

// Runs a handler's method. Libraries below it may throw (std::bad_alloc, std::filesystem): that ends this
// call alone.
template <typename F>
auto guarded(const Call& call, F&& function) -> decltype(function()) {
  try {
    auto result = function();
    if (!is_of_the_call(result.status(), call))
      return base::failed_precondition(base::message_of(result.status()));
    return result;
  } catch (const std::exception& error) {
    return base::internal(std::string("The agent failed: ") + error.what());
  }
}

absl::StatusOr<agents::Plan> plan_now(agents::Handler& handler, const Call& call,
                                      const agents::PlanRequest& request) {
  const agents::ExecutionContext context = context_of(call);
  if (absl::Status ready = context.check(); !ready.ok()) return ready;
  absl::StatusOr<agents::Plan> plan = guarded(call, [&] { return handler.plan(request, context); });
  if (plan.ok()) {
    plan->intent = request.intent;
    // Of what is asked as of what is planned: some actions of a capability that reads are privileged.
    const agents::CapabilityDecl& declaration = handler.declaration();
    plan->risk = std::max({plan->risk, declaration.risk, agents::risk_of(declaration, request.slots),
                           agents::risk_of(declaration, plan->slots)});
    plan->caller = request.caller;
    plan->context = request.context;
  }
  return plan;
}

absl::StatusOr<agents::Outcome> execute_now(agents::Handler& handler, const Call& call,
                                            const agents::Plan& plan) {
  const agents::ExecutionContext context = context_of(call);
  if (absl::Status ready = context.check(); !ready.ok()) return ready;
  return guarded(call, [&] { return handler.execute(plan, context); });
}

}  // namespace

LocalHost::LocalHost(std::vector<std::unique_ptr<agents::Handler>> handlers, std::size_t threads,
                     std::size_t queue, platform::LoopTurns* turns)
    : handlers_(std::move(handlers)), turns_(turns), pool_("maxos-worker", threads, queue) {
  for (const auto& handler : handlers_) by_intent_.emplace(handler->declaration().intent, handler.get());
}

agents::Handler* LocalHost::find(std::string_view intent) const {
  const auto found = by_intent_.find(intent);
  return found == by_intent_.end() ? nullptr : found->second;
}

bool LocalHost::submit(const agents::Handler& handler, base::WorkerPool::Task task) {
  // Handlers of the system's host wait for D-Bus, whose answers come over the loop.
  const bool needs_loop = handler.declaration().host != agents::HostClass::files;
  if (turns_ == nullptr || needs_loop || !turns_->may_run_between() || !pool_.try_enter())
    return pool_.try_submit(std::move(task));
  turns_->run_between([this, task = std::move(task)] { pool_.run_entered(task); });
  return true;
}

void LocalHost::plan(const Call& call, agents::PlanRequest request, Planned done) {
  agents::Handler* handler = find(request.intent);
  if (handler == nullptr) return done(unknown_intent(request.intent));
  if (runs_here(*handler, call)) return done(plan_now(*handler, call, request));
  // Shared: the caller still needs `done` when the queue refuses the task.
  const auto reply = std::make_shared<Planned>(std::move(done));
  const bool taken = submit(*handler, [handler, call, request = std::move(request), reply] {
    (*reply)(plan_now(*handler, call, request));
  });
  if (!taken) (*reply)(queue_full());
}

void LocalHost::execute(const Call& call, agents::Plan plan, Executed done) {
  agents::Handler* handler = find(plan.intent);
  if (handler == nullptr) return done(unknown_intent(plan.intent));
  if (runs_here(*handler, call)) return done(execute_now(*handler, call, plan));
  const auto reply = std::make_shared<Executed>(std::move(done));
  const bool taken = submit(*handler, [handler, call, plan = std::move(plan), reply] {
    (*reply)(execute_now(*handler, call, plan));
  });
  if (!taken) (*reply)(queue_full());
}

}  // namespace maxos::hosts
