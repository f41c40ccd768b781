// The bytes of a TextRequest -> a Request of the domain, within the limits.
#pragma once

#include <absl/status/status.h>
#include <google/protobuf/message_lite.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include <memory>
#include <stop_token>
#include <string_view>

#include "access/principal.h"
#include "config/config.h"
#include "orchestrator/request.h"

namespace maxos::rpc {

// Fills text, context, deadline. InvalidArgument for bytes that are no TextRequest (malformed UTF-8 among
// them), empty text, and whatever is beyond a limit, which the message names with its value.
absl::Status parse_text_request(const grpc::ByteBuffer& bytes, const grpc::CallbackServerContext& context,
                                const config::Limits& limits, orchestrator::Request& request);

// Keeps protobuf from writing to stderr, and so to the journal, whenever a client sends bytes that are none.
// Call it once at the start.
void silence_protobuf();

// Parses any message; false when the bytes are none.
bool parse_message(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message);

}  // namespace maxos::rpc
