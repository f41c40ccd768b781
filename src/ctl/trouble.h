// What went wrong with a call, in words for people and with a code for programs.
#pragma once

#include <grpcpp/support/status.h>

#include <chrono>
#include <optional>
#include <string>

#include "ctl/address.h"
#include "ctl/exit_code.h"

namespace maxos::ctl {

struct Trouble {
  ExitCode exit = ExitCode::failed;
  // For programs: the name of a gRPC status code.
  std::string code;
  // What is wrong, one sentence without a full stop.
  std::string message;
  // What to do next; may be empty.
  std::string advice;
};

// The wait that the daemon asks for (google.rpc.RetryInfo in the status's details).
std::optional<std::chrono::milliseconds> retry_delay(const grpc::Status& status);

// Explains a call that failed with `status` at `address`. `timeout` is what the caller was ready to wait.
Trouble explain(const grpc::Status& status, const Address& address, std::chrono::milliseconds timeout);

// Why a unix socket may refuse somebody, as plain facts.
struct SocketAccess {
  std::string account{};  // who is refused
  bool seen = false;      // false: a folder above the socket cannot be entered
  bool group_may_write = false;
  std::string group{};  // the socket's
  // Whether this login has the group, and whether the user database gives it to the account.
  bool login_has_group = false;
  bool account_has_group = false;
};
Trouble explain_access(const SocketAccess& access, const std::string& path);

// Nothing listens at `address`; `error` is the errno of connect(2).
Trouble explain_connect(int error, const Address& address);

}  // namespace maxos::ctl
