#include "rpc/maxos_service.h"

#include <atomic>
#include <utility>

#include "rpc/handle_text.h"
#include "rpc/health_answer.h"
#include "rpc/refused_call.h"
#include "rpc/status_map.h"
#include "rpc/stream_operations.h"

namespace maxos::rpc {
namespace {

// A GetSystemHealth whose bytes are ready: nothing is parsed, looked up or waited for.
class ReadyHealthCall : public grpc::ServerUnaryReactor {
 public:
  ReadyHealthCall(CallGuard::Token token, const health::Sample& sample, grpc::ByteBuffer* response)
      : token_(std::move(token)) {
    *response = health_answer(sample.derived);
    Finish(grpc::Status::OK);
  }
  void OnDone() override { delete this; }

 private:
  // See HandleTextCall.
  bool InternalInlineable() override { return true; }

  CallGuard::Token token_;
};

// One that waits for a new sample.
class WaitingHealthCall : public grpc::ServerUnaryReactor,
                          public std::enable_shared_from_this<WaitingHealthCall> {
 public:
  WaitingHealthCall(CallGuard::Token token, grpc::ByteBuffer* response)
      : token_(std::move(token)), response_(response) {}

  void start(health::SampleSource& monitor) {
    self_ = shared_from_this();
    monitor.get(
        [self = self_](const std::shared_ptr<const health::Sample>& sample) { self->answer(*sample); });
  }

 private:
  void answer(const health::Sample& sample) {
    if (ended_.exchange(true)) return;
    *response_ = health_answer(sample.derived);
    Finish(grpc::Status::OK);
  }
  void OnCancel() override {
    if (!ended_.exchange(true))
      Finish({grpc::StatusCode::CANCELLED, "The client left or the deadline passed."});
  }
  void OnDone() override { self_.reset(); }

  CallGuard::Token token_;
  grpc::ByteBuffer* response_;
  std::atomic<bool> ended_{false};
  std::shared_ptr<WaitingHealthCall> self_;
};

}  // namespace

grpc::ServerUnaryReactor* MaxOSServiceImpl::HandleText(grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer* request,
                                                       grpc::ByteBuffer* response) {
  return HandleTextCall::start(core_, caller_->principal(), context, request, response);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* MaxOSServiceImpl::StreamOperations(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
  return StreamOperationsCall::start(core_, caller_->principal(), context, request);
}

grpc::ServerUnaryReactor* MaxOSServiceImpl::GetSystemHealth(grpc::CallbackServerContext* context,
                                                            const grpc::ByteBuffer* /*request*/,
                                                            grpc::ByteBuffer* response) {
  // HealthRequest has no fields, so that any bytes are one.
  if (!core_.guard.begin()) return finish_unary(context, stopping_status());
  CallGuard::Token token(&core_.guard);
  if (const auto sample = core_.monitor.fresh())
    return new ReadyHealthCall(std::move(token), *sample, response);
  const auto call = std::make_shared<WaitingHealthCall>(std::move(token), response);
  call->start(core_.monitor);
  return call.get();
}

}  // namespace maxos::rpc
