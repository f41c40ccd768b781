// What maxosctl's exit codes mean. They are documented in maxosctl(1) and never change.
#pragma once

#include <grpcpp/support/status.h>

#include <string_view>

namespace maxos::ctl {

enum class ExitCode : int {
  success = 0,
  // The request was tried and failed, what it names is not there, or what it needs is missing on that
  // machine.
  failed = 1,
  // maxosctl was called wrongly, or the daemon refused the request as malformed.
  usage = 2,
  // The caller may not have it: by role, outside the roots, or for want of a group.
  denied = 3,
  // Nobody answers at the address.
  unreachable = 4,
  unhandled = 5,
  // Nothing was done; the answer holds a token to confirm with.
  confirmation_required = 6,
  cancelled = 7,
  unhealthy = 8,
  // No answer within --timeout.
  timed_out = 9,
  // The daemon has too much to do; trying again later helps.
  busy = 10,
  // 128 + signal number, as shells have it.
  interrupted = 130,
  terminated = 143,
};

// Of an answer's `status` (DESIGN 3); a status this version does not know is `failed`.
ExitCode exit_code_of(std::string_view answer_status);

// Of a call that ended without an answer.
ExitCode exit_code_of(grpc::StatusCode code);

// "UNAVAILABLE" and so on: the names of the gRPC documentation.
std::string_view name_of(grpc::StatusCode code);

}  // namespace maxos::ctl
