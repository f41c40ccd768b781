#include "rpc/status_map.h"

#include <string>

#include "base/status.h"
#include "rpc_status.pb.h"

namespace maxos::rpc {
namespace {

// How long a client should wait: long enough for a queue to move, short enough not to be noticed.
constexpr int kRetryMillis = 250;

grpc::Status with_retry(grpc::StatusCode code, const std::string& message) {
  internal::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(kRetryMillis * 1'000'000);
  internal::RpcStatus details;
  details.set_code(code);
  details.set_message(message);
  google::protobuf::Any* any = details.add_details();
  // The name of the original, which clients look for; our copy has the same fields.
  any->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  any->set_value(retry.SerializeAsString());
  return {code, message, details.SerializeAsString()};
}

}  // namespace

grpc::Status to_grpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const auto code = static_cast<grpc::StatusCode>(status.code());
  const std::string message(base::message_of(status));
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
      return with_retry(code, message);
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return {grpc::StatusCode::INTERNAL, "The daemon failed; its journal says why."};
    default:
      return {code, message};
  }
}

grpc::Status stopping_status() {
  return with_retry(grpc::StatusCode::UNAVAILABLE,
                    "The service is stopping; the call was not executed. Try again.");
}

}  // namespace maxos::rpc
