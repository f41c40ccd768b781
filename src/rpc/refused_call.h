// Calls that end before they begin.
#pragma once

#include <absl/status/status.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <string_view>

#include "access/principal.h"
#include "base/status.h"
#include "rpc/core.h"

namespace maxos::rpc {

// Ends a unary call with `status` at once.
inline grpc::ServerUnaryReactor* finish_unary(grpc::CallbackServerContext* context,
                                              const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

// The journal entry of a call whose request could not be taken (a limit, malformed bytes).
inline void log_refused_call(Core& core, const access::Principal& principal, std::string_view rpc,
                             const absl::Status& status) {
  operations::RequestRecord record;
  record.principal = principal.id;
  record.rpc = rpc;
  record.intent = "unknown";
  record.agent = "orchestrator";
  record.status = agents::AnswerStatus::error;
  record.message = base::message_of(status);
  core.request_log.record(record);
}

}  // namespace maxos::rpc
