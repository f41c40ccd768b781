#include "rpc/handle_text.h"

#include <utility>

#include "base/status.h"
#include "rpc/refused_call.h"
#include "rpc/status_map.h"
#include "rpc/text_request.h"
#include "rpc/wire_answer.h"

namespace maxos::rpc {

grpc::ServerUnaryReactor* HandleTextCall::start(Core& core,
                                                std::shared_ptr<const access::Principal> principal,
                                                grpc::CallbackServerContext* context,
                                                const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  if (!core.guard.begin()) return finish_unary(context, stopping_status());
  const auto call = std::make_shared<HandleTextCall>(CallGuard::Token(&core.guard));
  call->response_ = response;
  call->self_ = call;
  call->run(core, std::move(principal), context, request);
  return call.get();
}

void HandleTextCall::run(Core& core, std::shared_ptr<const access::Principal> principal,
                         grpc::CallbackServerContext* context, const grpc::ByteBuffer* request_bytes) {
  orchestrator::Request request;
  request.rpc = "HandleText";
  request.stop = stop_.get_token();
  const absl::Status parsed =
      parse_text_request(*request_bytes, *context, core.config.get()->limits, request);
  if (!parsed.ok()) {
    log_refused_call(core, *principal, "HandleText", parsed);
    return answer(parsed);
  }
  request.principal = std::move(principal);
  core.orchestrator.handle(std::move(request), {},
                           [self = shared_from_this()](absl::StatusOr<orchestrator::Answer> done) {
                             self->answer(std::move(done));
                           });
}

void HandleTextCall::answer(absl::StatusOr<orchestrator::Answer> answer) {
  if (!claim()) return;
  if (!answer.ok()) return Finish(to_grpc(answer.status()));
  *response_ = serialize_answer(*std::move(answer));
  Finish(grpc::Status::OK);
}

void HandleTextCall::OnCancel() {
  stop_.request_stop();
  // Also when the operation takes its time to notice: a reactor that does not finish would hold up the
  // server's end.
  if (claim()) Finish({grpc::StatusCode::CANCELLED, "The client left or the deadline passed."});
}

}  // namespace maxos::rpc
