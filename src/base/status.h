// absl::Status made from std::string_view. Debian builds abseil with a string_view of its own, which does not
// take the standard one: this is the one place that converts.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>
#include <string_view>
#include <utility>

namespace maxos::base {

// A status of the given code. `message` is read by people: it says what is wrong and what to do next.
absl::Status make_status(absl::StatusCode code, std::string_view message);

inline absl::Status invalid_argument(std::string_view m) {
  return make_status(absl::StatusCode::kInvalidArgument, m);
}
inline absl::Status not_found(std::string_view m) {
  return make_status(absl::StatusCode::kNotFound, m);
}
inline absl::Status denied(std::string_view m) {
  return make_status(absl::StatusCode::kPermissionDenied, m);
}
inline absl::Status unavailable(std::string_view m) {
  return make_status(absl::StatusCode::kUnavailable, m);
}
inline absl::Status exhausted(std::string_view m) {
  return make_status(absl::StatusCode::kResourceExhausted, m);
}
inline absl::Status cancelled(std::string_view m) {
  return make_status(absl::StatusCode::kCancelled, m);
}
inline absl::Status deadline_exceeded(std::string_view m) {
  return make_status(absl::StatusCode::kDeadlineExceeded, m);
}
inline absl::Status failed_precondition(std::string_view m) {
  return make_status(absl::StatusCode::kFailedPrecondition, m);
}
inline absl::Status internal(std::string_view m) {
  return make_status(absl::StatusCode::kInternal, m);
}

// A status for a failed system call: `what` (what was tried, on what) plus the text of `error` (an errno
// value). The code follows the errno: ENOENT is NotFound, EACCES and EPERM PermissionDenied, and so on
// (absl::ErrnoToStatus).
absl::Status from_errno(int error, std::string_view what);

// The message of a status as a std::string_view, valid as long as the status.
std::string_view message_of(const absl::Status& status);

// The same code with "context: " in front of the message; OK stays OK.
absl::Status annotate(const absl::Status& status, std::string_view context);

}  // namespace maxos::base

// Returns from the calling function with the status when it is not OK.
#define MAXOS_RETURN_IF_ERROR(expression)                                             \
  do {                                                                                \
    if (auto maxos_status_ = (expression); !maxos_status_.ok()) return maxos_status_; \
  } while (false)
