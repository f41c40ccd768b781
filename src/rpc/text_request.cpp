#include "rpc/text_request.h"

#include <google/protobuf/stubs/logging.h>

#include <chrono>
#include <limits>
#include <string>
#include <utility>

#include "base/status.h"
#include "base/text.h"
#include "maxos.pb.h"

namespace maxos::rpc {
namespace {

absl::Status beyond(std::string_view what, std::uint64_t got, std::uint64_t limit, std::string_view unit,
                    std::string_view key) {
  std::string message(what);
  message.append(" has ").append(std::to_string(got)).append(" ").append(unit).append("; the limit is ");
  message.append(std::to_string(limit)).append(" (limits.").append(key).append(").");
  return base::invalid_argument(message);
}

absl::Status check(const TextRequest& message, const config::Limits& limits) {
  if (message.text().size() > limits.text_bytes) {
    return beyond("The text", message.text().size(), limits.text_bytes, "bytes", "text_bytes");
  }
  if (base::trim(message.text()).empty()) {
    return base::invalid_argument("The text is empty. Say what you want, for example: check system health");
  }
  if (message.context().size() > limits.context_entries) {
    return beyond("The context", message.context().size(), limits.context_entries, "entries",
                  "context_entries");
  }
  std::uint64_t bytes = 0;
  for (const auto& [key, value] : message.context()) {
    if (key.size() > limits.context_key_bytes) {
      return beyond("A context key", key.size(), limits.context_key_bytes, "bytes", "context_key_bytes");
    }
    bytes += key.size() + value.size();
  }
  if (bytes > limits.context_bytes) {
    return beyond("The context", bytes, limits.context_bytes, "bytes", "context_bytes");
  }
  return absl::OkStatus();
}

}  // namespace

void silence_protobuf() {
  google::protobuf::SetLogHandler(nullptr);
}

bool parse_message(const grpc::ByteBuffer& bytes, google::protobuf::MessageLite& message) {
  grpc::Slice slice;
  if (!bytes.TrySingleSlice(&slice).ok() && !bytes.DumpToSingleSlice(&slice).ok()) return false;
  if (slice.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return false;
  return message.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
}

absl::Status parse_text_request(const grpc::ByteBuffer& bytes, const grpc::CallbackServerContext& context,
                                const config::Limits& limits, orchestrator::Request& request) {
  TextRequest message;
  if (!parse_message(bytes, message)) {
    return base::invalid_argument(
        "The bytes are not a maxos.TextRequest: its text and its context must be well-formed UTF-8.");
  }
  MAXOS_RETURN_IF_ERROR(check(message, limits));
  request.text = std::move(*message.mutable_text());
  for (auto& [key, value] : *message.mutable_context()) request.context.emplace(key, std::move(value));

  const auto now = std::chrono::steady_clock::now();
  request.deadline = now + limits.request_timeout;
  if (const auto wall = context.deadline(); wall != std::chrono::system_clock::time_point::max()) {
    const auto left = wall - std::chrono::system_clock::now();
    // A deadline centuries away is none.
    if (left < std::chrono::hours(24 * 365)) request.deadline = now + left;
  }
  return absl::OkStatus();
}

}  // namespace maxos::rpc
