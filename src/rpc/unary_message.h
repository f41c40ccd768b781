// Small unary calls that are answered on the spot, from message to message.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "base/status.h"
#include "rpc/core.h"
#include "rpc/refused_call.h"
#include "rpc/status_map.h"
#include "rpc/text_request.h"

namespace maxos::rpc {

// The bytes of `message`.
inline void send_message(const google::protobuf::MessageLite& message, grpc::ByteBuffer& out) {
  const grpc::Slice slice(message.SerializeAsString());
  out = grpc::ByteBuffer(&slice, 1);
}

// Parses `Request`, calls `handle(request, response)`, which must not block and returns absl::Status, and
// sends the response.
template <typename Request, typename Response, typename Handle>
grpc::ServerUnaryReactor* answer_message(CallGuard& guard, grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* bytes, grpc::ByteBuffer* out,
                                         Handle&& handle) {
  if (!guard.begin()) return finish_unary(context, stopping_status());
  const CallGuard::Token token(&guard);
  Request request;
  if (!parse_message(*bytes, request)) {
    return finish_unary(
        context, to_grpc(base::invalid_argument("The bytes are not a " + request.GetTypeName() + ".")));
  }
  Response response;
  if (const absl::Status status = handle(request, response); !status.ok())
    return finish_unary(context, to_grpc(status));
  send_message(response, *out);
  return finish_unary(context, grpc::Status::OK);
}

}  // namespace maxos::rpc
