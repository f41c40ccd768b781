#include "base/status.h"

#include <absl/strings/string_view.h>

namespace maxos::base {
namespace {

absl::string_view to_absl(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

absl::Status make_status(absl::StatusCode code, std::string_view message) {
  return {code, to_absl(message)};
}

absl::Status from_errno(int error, std::string_view what) {
  return absl::ErrnoToStatus(error, to_absl(what));
}

std::string_view message_of(const absl::Status& status) {
  const absl::string_view message = status.message();
  return {message.data(), message.size()};
}

absl::Status annotate(const absl::Status& status, std::string_view context) {
  if (status.ok()) return status;
  std::string text(context);
  text.append(": ").append(message_of(status));
  return make_status(status.code(), text);
}

}  // namespace maxos::base
