// absl::Status -> grpc::Status: the one mapping.
#pragma once

#include <absl/status/status.h>
#include <grpcpp/support/status.h>

namespace maxos::rpc {

// Codes are the same numbers. ResourceExhausted carries RetryInfo in the error details. Internal and Unknown
// lose their text, which is for the journal alone.
grpc::Status to_grpc(const absl::Status& status);

// The answer to a call that came while the daemon stops: not executed, with RetryInfo.
grpc::Status stopping_status();

}  // namespace maxos::rpc
