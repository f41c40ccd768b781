#include "rpc/stream_operations.h"

#include <utility>

#include "rpc/refused_call.h"
#include "rpc/status_map.h"
#include "rpc/text_request.h"
#include "rpc/wire_answer.h"

namespace maxos::rpc {
namespace {

// A stream that ends with a status and without an update.
class RefusedStream : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  explicit RefusedStream(const grpc::Status& status) { Finish(status); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StreamOperationsCall::start(
    Core& core, std::shared_ptr<const access::Principal> principal, grpc::CallbackServerContext* context,
    const grpc::ByteBuffer* request) {
  if (!core.guard.begin()) return new RefusedStream(stopping_status());
  const auto call = std::make_shared<StreamOperationsCall>(CallGuard::Token(&core.guard));
  call->self_ = call;
  call->run(core, std::move(principal), context, request);
  return call.get();
}

void StreamOperationsCall::run(Core& core, std::shared_ptr<const access::Principal> principal,
                               grpc::CallbackServerContext* context, const grpc::ByteBuffer* request_bytes) {
  orchestrator::Request request;
  request.rpc = "StreamOperations";
  request.stop = stop_.get_token();
  const absl::Status parsed =
      parse_text_request(*request_bytes, *context, core.config.get()->limits, request);
  if (!parsed.ok()) {
    log_refused_call(core, *principal, "StreamOperations", parsed);
    return end(to_grpc(parsed));
  }
  request.principal = std::move(principal);
  core.orchestrator.handle(
      std::move(request),
      [self = shared_from_this()](const std::string& id, orchestrator::Step step) {
        self->step(id, std::move(step));
      },
      [self = shared_from_this()](absl::StatusOr<orchestrator::Answer> answer) {
        self->answer(std::move(answer));
      });
}

void StreamOperationsCall::step(const std::string& operation_id, orchestrator::Step step) {
  if (!std::exchange(started_, true)) push(serialize_update(operation_id, 0, "started", "Started"));
  push(serialize_update(operation_id, step.progress, "processing", std::move(step.message),
                        std::move(step.values)),
       std::move(step.taken));
}

void StreamOperationsCall::answer(absl::StatusOr<orchestrator::Answer> answer) {
  if (!answer.ok()) return end(to_grpc(answer.status()));
  push(serialize_final_update(*std::move(answer)));
  end(grpc::Status::OK);
}

void StreamOperationsCall::push(const grpc::ByteBuffer& update, std::function<void()> taken) {
  Next next;
  {
    const std::lock_guard lock(mutex_);
    if (end_) return;
    if (waiting_.size() > kMaxWaiting && !waiting_.back().taken && !taken) waiting_.pop_back();
    // A host that does not wait until what it sent is taken is broken, and loses.
    if (taken && waiting_.size() > kMaxWaiting + agents::kMaxItemsUnderWay) return;
    waiting_.push_back({update, std::move(taken)});
    next = next_locked();
  }
  act(next);
}

void StreamOperationsCall::end(grpc::Status status) {
  Next next;
  {
    const std::lock_guard lock(mutex_);
    if (end_) return;
    end_ = std::move(status);
    next = next_locked();
  }
  act(next);
}

StreamOperationsCall::Next StreamOperationsCall::next_locked() {
  if (write_under_way_ || finished_) return Next::nothing;
  if (!waiting_.empty()) {
    writing_ = std::move(waiting_.front());
    waiting_.pop_front();
    write_under_way_ = true;
    return Next::write;
  }
  if (!end_) return Next::nothing;
  finished_ = true;
  return Next::finish;
}

void StreamOperationsCall::act(Next next) {
  // Neither changes under us: one write is under way at a time, and `end_` is set once.
  if (next == Next::write) StartWrite(&writing_.update);
  if (next == Next::finish) Finish(*end_);
}

void StreamOperationsCall::OnWriteDone(bool ok) {
  Next next;
  std::function<void()> taken;
  {
    const std::lock_guard lock(mutex_);
    write_under_way_ = false;
    if (ok) taken = std::move(writing_.taken);
    // The stream is broken: OnCancel ends it; nothing more can be written.
    if (!ok) waiting_.clear();
    next = next_locked();
  }
  act(next);
  if (taken) taken();
}

void StreamOperationsCall::OnCancel() {
  stop_.request_stop();
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
  }
  end({grpc::StatusCode::CANCELLED, "The client left or the deadline passed."});
}

}  // namespace maxos::rpc
