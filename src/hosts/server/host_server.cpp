#include "hosts/server/host_server.h"

#include <optional>
#include <utility>

#include "base/status.h"
#include "hosts/codec/plan_codec.h"
#include "hosts/codec/protocol.h"
#include "hosts/codec/scratch.h"
#include "hosts/server/ceiling.h"
#include "hosts/server/running_calls.h"

namespace maxos::hosts {
namespace {

using Clock = std::chrono::steady_clock;

// A front end that does not read has this much waiting for it, and then no connection any more.
constexpr std::size_t kMaxBacklog = std::size_t{64} * 1024 * 1024;
constexpr std::size_t kMaxOperationId = 64;

internal::FromHost failure(const absl::Status& status) {
  internal::FromHost message;
  encode(status, *message.mutable_failure());
  return message;
}

}  // namespace

HostServer::HostServer(platform::EventLoop& loop, AgentHost& host, Options options)
    : loop_(loop),
      host_(host),
      options_(options),
      shared_(std::make_shared<Shared>(host, std::move(options))) {}

HostServer::~HostServer() {
  detach();
  const std::lock_guard lock(shared_->mutex);
  for (const auto& [id, running] : shared_->operations) running->stop.request_stop();
}

void HostServer::serve(base::UniqueFd connection) {
  detach();
  greeted_ = false;
  link_ = FrameLink::create(loop_, std::move(connection), {kMaxFrameToHost, kMaxBacklog});
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->link = link_;
  }
  link_->start([this](std::string_view frame) { on_frame(frame); },
               [this](const absl::Status& why) {
                 detach();
                 if (options_.on_end) options_.on_end(why);
               });
}

bool HostServer::busy() const {
  if (link_ != nullptr) return true;
  const std::lock_guard lock(shared_->mutex);
  return !shared_->operations.empty();
}

// The front end is gone: what only plans ends, what executes waits for the next one.
void HostServer::detach() {
  if (link_ == nullptr) return;
  link_->close();
  link_.reset();
  watch_.reset();
  bool orphans = false;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->link.reset();
    for (const auto& [id, running] : shared_->calls) {
      running->orphan_since = Clock::now();
      if (!running->executes || running->sends_items) running->stop.request_stop();
    }
    shared_->calls.clear();
    orphans = !shared_->operations.empty();
  }
  if (orphans) {
    orphan_timer_ = loop_.add_timer(options_.reattach, [this] { expire_orphans(); });
  }
}

void HostServer::expire_orphans() {
  const auto now = Clock::now();
  bool more = false;
  {
    const std::lock_guard lock(shared_->mutex);
    for (auto at = shared_->operations.begin(); at != shared_->operations.end();) {
      const auto& running = at->second;
      const bool over = running->orphan_since && now - *running->orphan_since >= options_.reattach;
      if (over) running->stop.request_stop();
      more = more || (running->orphan_since && !over);
      at = over ? shared_->operations.erase(at) : std::next(at);
    }
  }
  if (more) orphan_timer_ = loop_.add_timer(options_.reattach / 2, [this] { expire_orphans(); });
}

void HostServer::on_frame(std::string_view frame) {
  Scratch<internal::ToHost> scratch;
  internal::ToHost& message = *scratch;
  if (!message.ParseFromArray(frame.data(), static_cast<int>(frame.size()))) {
    detach();
    if (options_.on_end)
      options_.on_end(base::invalid_argument("the front end sent bytes that are no message"));
    return;
  }
  if (message.has_hello()) return on_hello(message.hello());
  const std::uint64_t call = message.call();
  if (!greeted_) return refuse(call, base::failed_precondition("The front end's hello did not fit."));
  switch (message.body_case()) {
    case internal::ToHost::kPlan:
      return on_plan(call, std::move(*message.mutable_plan()));
    case internal::ToHost::kExecute:
      return on_execute(call, std::move(*message.mutable_execute()));
    case internal::ToHost::kCancel:
      return on_cancel(call);
    case internal::ToHost::kTaken:
      return on_taken(call);
    case internal::ToHost::kAttach:
      return on_attach(call, message.attach().operation_id());
    case internal::ToHost::kSample:
      return on_sample(call);
    case internal::ToHost::kWatch:
      return on_watch(call);
    case internal::ToHost::kPing: {
      internal::FromHost pong;
      pong.mutable_pong();
      return shared_->send(pong);
    }
    default:
      return refuse(call, base::make_status(absl::StatusCode::kUnimplemented,
                                            "This version of the agent host does not know that request."));
  }
}

void HostServer::on_hello(const internal::Hello& hello) {
  // The front end sees from our own hello what does not fit, and says so where people look.
  greeted_ = hello.protocol() >= kOldestProtocol && hello.protocol() <= kProtocol + 1 &&
             hello.catalogue() == options_.catalogue;
  internal::FromHost message;
  message.mutable_hello()->set_protocol(kProtocol);
  message.mutable_hello()->set_version(MAXOS_VERSION);
  message.mutable_hello()->set_catalogue(options_.catalogue);
  message.mutable_hello()->set_instance(options_.instance);
  message.mutable_hello()->set_account(options_.account);
  shared_->send(message);
}

std::shared_ptr<HostServer::Running> HostServer::begin(std::uint64_t call, const std::string& operation_id) {
  auto running = std::make_shared<Running>();
  running->call = call;
  running->operation_id = operation_id;
  const std::lock_guard lock(shared_->mutex);
  if (call == 0 || !shared_->calls.emplace(call, running).second) return nullptr;
  return running;
}

void HostServer::refuse(std::uint64_t call, const absl::Status& status) {
  internal::FromHost message = failure(status);
  message.set_call(call);
  shared_->send(message);
}

void HostServer::on_plan(std::uint64_t call, internal::PlanCall&& message) {
  Call about;
  about.operation_id = message.operation_id();
  about.deadline = Clock::time_point(std::chrono::nanoseconds(message.deadline_ns()));
  const bool execute_reads = message.execute_reads();
  auto request = decode(std::move(message));
  if (!request.ok()) return refuse(call, request.status());
  const std::string& intent = request->intent;
  if (const auto allowed = check_intent(*options_.ceiling(intent), options_.ceiling_section(intent), intent);
      !allowed.ok()) {
    return refuse(call, allowed);
  }
  const auto running = begin(call, about.operation_id);
  if (running == nullptr) return refuse(call, base::invalid_argument("The number of the call is in use."));
  about.stop = running->stop.get_token();
  host_.plan(about, *std::move(request),
             [shared = shared_, running, about, execute_reads](absl::StatusOr<agents::Plan> plan) {
               if (!plan.ok()) return shared->finish(running, failure(plan.status()));
               if (const auto allowed = shared->within_ceiling(*plan); !allowed.ok()) {
                 return shared->finish(running, failure(allowed));
               }
               if (!execute_reads || plan->risk != agents::Risk::read || plan->confirm) {
                 return shared->planned(running, *std::move(plan));
               }
               auto answer = std::make_shared<Scratch<internal::FromHost>>();
               encode(*plan, *(*answer)->mutable_planned()->mutable_plan());
               shared->host.execute(
                   about, *std::move(plan),
                   [shared, running, answer](absl::StatusOr<agents::Outcome> outcome) {
                     if (outcome.ok()) {
                       encode(*std::move(outcome), *(*answer)->mutable_planned()->mutable_outcome());
                     } else {
                       encode(outcome.status(), *(*answer)->mutable_planned()->mutable_failure());
                     }
                     shared->finish(running, std::move(**answer));
                   });
             });
}

void HostServer::on_execute(std::uint64_t call, internal::ExecuteCall&& message) {
  auto plan = shared_->shelf.take(message.ticket());
  if (!plan) {
    return refuse(call, base::failed_precondition(
                            "What was planned is not known here any more: it has been carried out, it is too "
                            "old, or the agent host was restarted since. Nothing was done; ask again."));
  }
  const std::uint64_t ticket = message.ticket();
  if (!same_plan(*plan, message.plan())) {
    shared_->shelf.put_back(ticket, *std::move(plan));
    return refuse(call, base::internal("The plan is not the one that was made. Nothing was done."));
  }
  if (const auto allowed = shared_->within_ceiling(*plan); !allowed.ok()) return refuse(call, allowed);
  if (message.operation_id().empty() || message.operation_id().size() > kMaxOperationId) {
    return refuse(call, base::invalid_argument("An operation needs an id."));
  }
  const auto running = begin(call, message.operation_id());
  if (running == nullptr) return refuse(call, base::invalid_argument("The number of the call is in use."));
  {
    const std::lock_guard lock(shared_->mutex);
    running->executes = true;
    running->sends_items = message.items();
    shared_->operations[running->operation_id] = running;
  }
  Call about;
  about.operation_id = running->operation_id;
  about.deadline = Clock::time_point(std::chrono::nanoseconds(message.deadline_ns()));
  about.stop = running->stop.get_token();
  if (message.progress()) {
    about.progress = [shared = shared_, running](int percent, std::string_view text) {
      shared->report(running, percent, text);
    };
  }
  if (message.items()) {
    about.items = [shared = shared_, running](agents::Item item, std::function<void()> taken) {
      shared->send_item(running, std::move(item), std::move(taken));
    };
  }
  auto kept = std::make_shared<agents::Plan>(*plan);
  host_.execute(about, *std::move(plan),
                [shared = shared_, running, ticket, kept](absl::StatusOr<agents::Outcome> outcome) {
                  // The queue is full and nothing was begun: the same plan may come again.
                  if (absl::IsResourceExhausted(outcome.status()))
                    shared->shelf.put_back(ticket, std::move(*kept));
                  internal::FromHost answer;
                  if (outcome.ok()) {
                    encode(*std::move(outcome), *answer.mutable_executed());
                  } else {
                    answer = failure(outcome.status());
                  }
                  shared->finish(running, std::move(answer));
                });
}

void HostServer::on_cancel(std::uint64_t call) {
  if (watch_ != nullptr && call == watch_call_) {
    watch_.reset();
    return refuse(call, absl::CancelledError("Nobody watches any more."));
  }
  std::shared_ptr<Running> running;
  {
    const std::lock_guard lock(shared_->mutex);
    const auto found = shared_->calls.find(call);
    if (found != shared_->calls.end()) running = found->second;
  }
  if (running != nullptr) running->stop.request_stop();
}

void HostServer::on_taken(std::uint64_t call) {
  std::function<void()> taken;
  {
    const std::lock_guard lock(shared_->mutex);
    const auto found = shared_->calls.find(call);
    if (found == shared_->calls.end() || found->second->under_way.empty()) return;
    taken = std::move(found->second->under_way.front());
    found->second->under_way.pop_front();
  }
  taken();
}

void HostServer::on_attach(std::uint64_t call, const std::string& operation_id) {
  std::optional<internal::FromHost> answer;
  {
    const std::lock_guard lock(shared_->mutex);
    const auto found = shared_->operations.find(operation_id);
    if (found == shared_->operations.end() || !found->second->orphan_since) {
      answer = failure(base::make_status(
          absl::StatusCode::kAborted,
          "Interrupted: the connection to the agent host was lost, and with it how this ended. "
          "Look before you ask again."));
    } else {
      const auto running = found->second;
      running->orphan_since.reset();
      running->call = call;
      answer = std::move(running->kept);
      if (answer) {
        shared_->operations.erase(found);
      } else {
        shared_->calls[call] = running;
      }
    }
  }
  if (!answer) return;
  answer->set_call(call);
  shared_->send(*answer);
}

absl::Status HostServer::check_samples() const {
  if (options_.samples != nullptr) return absl::OkStatus();
  return base::make_status(absl::StatusCode::kUnimplemented, "This agent host takes no health samples.");
}

void HostServer::on_sample(std::uint64_t call) {
  if (const auto possible = check_samples(); !possible.ok()) return refuse(call, possible);
  options_.samples->get([shared = shared_, call](const std::shared_ptr<const health::Sample>& sample) {
    if (sample != nullptr) return shared->send_sample(call, *sample);
    internal::FromHost message = failure(base::unavailable("The agent host is stopping."));
    message.set_call(call);
    shared->send(message);
  });
}

void HostServer::on_watch(std::uint64_t call) {
  if (const auto possible = check_samples(); !possible.ok()) return refuse(call, possible);
  if (watch_ != nullptr) return refuse(call, base::failed_precondition("The health is watched already."));
  watch_call_ = call;
  watch_ =
      options_.samples->watch([shared = shared_, call](const std::shared_ptr<const health::Sample>& sample) {
        shared->send_sample(call, *sample);
      });
}

}  // namespace maxos::hosts
