#include "ctl/exit_code.h"

namespace maxos::ctl {

ExitCode exit_code_of(std::string_view answer_status) {
  if (answer_status == "success") return ExitCode::success;
  if (answer_status == "denied") return ExitCode::denied;
  if (answer_status == "unhandled") return ExitCode::unhandled;
  if (answer_status == "confirmation_required") return ExitCode::confirmation_required;
  if (answer_status == "cancelled") return ExitCode::cancelled;
  return ExitCode::failed;
}

ExitCode exit_code_of(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return ExitCode::success;
    case grpc::StatusCode::CANCELLED:
      return ExitCode::cancelled;
    case grpc::StatusCode::INVALID_ARGUMENT:
      return ExitCode::usage;
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return ExitCode::timed_out;
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
      return ExitCode::denied;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return ExitCode::busy;
    case grpc::StatusCode::UNAVAILABLE:
      return ExitCode::unreachable;
    default:
      return ExitCode::failed;
  }
}

std::string_view name_of(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::OK:
      return "OK";
    case grpc::StatusCode::CANCELLED:
      return "CANCELLED";
    case grpc::StatusCode::INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
    case grpc::StatusCode::NOT_FOUND:
      return "NOT_FOUND";
    case grpc::StatusCode::ALREADY_EXISTS:
      return "ALREADY_EXISTS";
    case grpc::StatusCode::PERMISSION_DENIED:
      return "PERMISSION_DENIED";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "UNAUTHENTICATED";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "RESOURCE_EXHAUSTED";
    case grpc::StatusCode::FAILED_PRECONDITION:
      return "FAILED_PRECONDITION";
    case grpc::StatusCode::ABORTED:
      return "ABORTED";
    case grpc::StatusCode::OUT_OF_RANGE:
      return "OUT_OF_RANGE";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "UNIMPLEMENTED";
    case grpc::StatusCode::INTERNAL:
      return "INTERNAL";
    case grpc::StatusCode::UNAVAILABLE:
      return "UNAVAILABLE";
    case grpc::StatusCode::DATA_LOSS:
      return "DATA_LOSS";
    default:
      return "UNKNOWN";
  }
}

}  // namespace maxos::ctl
