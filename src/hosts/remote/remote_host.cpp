#include "hosts/remote/remote_host.h"

#include <utility>

#include "base/status.h"
#include "hosts/codec/plan_codec.h"
#include "hosts/remote/limits.h"

namespace maxos::hosts {
namespace {

using Steady = std::chrono::steady_clock;

std::int64_t ns(Steady::time_point time) {
  return std::chrono::nanoseconds(time.time_since_epoch()).count();
}

absl::Status stopping() {
  return base::unavailable("The service is stopping. What the agent host still does of this is not known.");
}

}  // namespace

RemoteHost::RemoteHost(platform::EventLoop& loop, Options options)
    : loop_(loop),
      options_(std::move(options)),
      self_(std::make_shared<RemoteHost*>(this)),
      weak_self_(self_) {}

RemoteHost::~RemoteHost() {
  close();
}

void RemoteHost::close() {
  self_.reset();
  timer_.reset();
  if (link_ != nullptr) link_->close();
  link_.reset();
  Calls calls;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    calls.swap(calls_);
    ready_.reset();
  }
  for (const auto& [id, pending] : calls) {
    pending->on_stop.reset();
    pending->fail(stopping());
  }
}

void RemoteHost::plan(const Call& call, agents::PlanRequest request, Planned done) {
  auto pending = std::make_shared<PendingCall>();
  internal::PlanCall& message = *pending->message.mutable_plan();
  message.set_operation_id(call.operation_id);
  message.set_deadline_ns(ns(call.deadline));
  message.set_execute_reads(call.execute_reads);
  encode(request, message);
  pending->call = call;
  pending->request = std::move(request);
  pending->planned = std::move(done);
  submit(std::move(pending));
}

void RemoteHost::execute(const Call& call, agents::Plan plan, Executed done) {
  if (plan.ticket == 0) {
    if (prefetched != nullptr && prefetched->host == this && prefetched->operation_id == call.operation_id) {
      return done(std::move(prefetched->outcome));
    }
    return replan_and_execute(call, plan, std::move(done));
  }
  auto pending = std::make_shared<PendingCall>();
  internal::ExecuteCall& message = *pending->message.mutable_execute();
  message.set_operation_id(call.operation_id);
  message.set_deadline_ns(ns(call.deadline));
  message.set_ticket(plan.ticket);
  message.set_progress(static_cast<bool>(call.progress));
  message.set_items(static_cast<bool>(call.items));
  encode(plan, *message.mutable_plan());
  pending->call = call;
  pending->executed = std::move(done);
  submit(std::move(pending));
}

// A read whose outcome came with its plan, but that was not executed then: it waited for a confirmation.
void RemoteHost::replan_and_execute(const Call& call, const agents::Plan& plan, Executed done) {
  Call again = call;
  again.execute_reads = true;
  agents::PlanRequest request{plan.intent, plan.slots, plan.context, plan.caller};
  this->plan(again, std::move(request),
             [this, call, done = std::move(done)](absl::StatusOr<agents::Plan> now) {
               if (!now.ok()) return done(now.status());
               if (now->risk != agents::Risk::read) {
                 return done(base::failed_precondition(
                     "What this request does has changed meanwhile: ask again. Nothing was done."));
               }
               execute(call, *std::move(now), done);
             });
}

void RemoteHost::sample(Sampled done) {
  auto pending = std::make_shared<PendingCall>();
  pending->message.mutable_sample();
  pending->call.deadline = Clock::now() + 5s;
  pending->sampled = std::move(done);
  submit(std::move(pending));
}

void RemoteHost::watch(std::stop_token stop, Sampled each) {
  auto pending = std::make_shared<PendingCall>();
  pending->message.mutable_watch();
  pending->call.deadline = Clock::time_point::max();
  pending->call.stop = std::move(stop);
  pending->sampled = std::move(each);
  submit(std::move(pending));
}

void RemoteHost::submit(Pending pending) {
  std::shared_ptr<FrameLink> link;
  bool arm_now = false;
  absl::Status refused;
  {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    if (closed_) {
      refused = stopping();
    } else if (calls_.size() >= kMaxCalls) {
      refused = base::exhausted("Too many requests wait for " + options_.name +
                                ". Nothing was done; try again in a moment.");
    } else if (!why_.empty() && now - down_since_ >= kPatience) {
      refused = unreachable();
    } else {
      const std::uint64_t id = ++next_call_;
      pending->message.set_call(id);
      pending->patience = now + kPatience;
      pending->sent = ready_ != nullptr;
      link = ready_;
      calls_.emplace(id, pending);
    }
    arm_now = refused.ok() && !std::exchange(armed_, true);
  }
  if (arm_now) {
    loop_.post([weak = weak_self_] {
      if (const auto self = weak.lock()) (*self)->arm();
    });
  }
  if (!refused.ok()) return pending->fail(refused);
  watch_stop(pending);
  // An end of the link that comes now is met by lost(), which sees it among the calls.
  if (link == nullptr) return;
  link->send(pending->message);
  // A stop that came first has gone to a host that did not know the call yet.
  if (pending->call.stop.stop_requested()) send_cancel(*link, pending->message.call());
}

void RemoteHost::watch_stop(const Pending& pending) {
  if (!pending->call.stop.stop_possible()) return;
  const std::uint64_t id = pending->message.call();
  pending->on_stop.emplace(pending->call.stop, [this, id, weak = weak_self_] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    if (const auto link = link_of(id); link != nullptr) send_cancel(*link, id);
  });
}

RemoteHost::Pending RemoteHost::take(std::uint64_t id) {
  Pending pending;
  {
    const std::lock_guard lock(mutex_);
    const auto found = calls_.find(id);
    if (found == calls_.end()) return nullptr;
    pending = std::move(found->second);
    calls_.erase(found);
  }
  // Not under the lock: it waits for a callback that is running.
  pending->on_stop.reset();
  return pending;
}

RemoteHost::Pending RemoteHost::find(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : found->second;
}

std::shared_ptr<FrameLink> RemoteHost::link_of(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  return calls_.contains(id) ? ready_ : nullptr;
}

void RemoteHost::send_cancel(FrameLink& link, std::uint64_t id) {
  internal::ToHost message;
  message.set_call(id);
  message.mutable_cancel();
  link.send(message);
}

void RemoteHost::connect_early() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(armed_, true)) return;
  loop_.post([weak = weak_self_] {
    const auto self = weak.lock();
    if (self == nullptr) return;
    (*self)->arm();
    if ((*self)->link_ == nullptr) (*self)->connect();
  });
}

std::optional<std::string> RemoteHost::trouble() const {
  const std::lock_guard lock(mutex_);
  if (why_.empty()) return std::nullopt;
  return title() + " does not answer (" + why_ + "); see: " + options_.advice;
}

std::string RemoteHost::title() const {
  std::string title = options_.name;
  if (!title.empty() && title[0] >= 'a' && title[0] <= 'z')
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
  return title;
}

// Under the mutex.
absl::Status RemoteHost::unreachable() const {
  const std::string why = why_.empty() ? "it has not said hello" : why_;
  return base::unavailable(
      title() + " does not answer (" + why +
      "). Nothing was done. It is started again by itself; if that does not help, see: " + options_.advice);
}

absl::Status RemoteHost::interrupted(std::string_view why) const {
  return base::make_status(absl::StatusCode::kAborted,
                           "Interrupted: " + options_.name + " " + std::string(why) +
                               " while this ran. It may have been done in part: look before you ask again.");
}

}  // namespace maxos::hosts
