// Answers and updates as protobuf bytes, written straight into one slice: no message object, no hash map in
// between.
#pragma once

#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orchestrator/request.h"

namespace maxos::rpc {

// A maxos.AgentResponse. Malformed UTF-8 (file names) becomes U+FFFD, since a protobuf string has none.
grpc::ByteBuffer serialize_answer(orchestrator::Answer answer);

// A maxos.OperationUpdate: `status` started or processing; without payload but for an item's values.
grpc::ByteBuffer serialize_update(const std::string& operation_id, int progress, std::string_view status,
                                  std::string message,
                                  std::vector<std::pair<std::string, std::string>> payload = {});

// The last maxos.OperationUpdate: 100, completed or error, with agent, exact status and values in the
// payload.
grpc::ByteBuffer serialize_final_update(orchestrator::Answer answer);

}  // namespace maxos::rpc
