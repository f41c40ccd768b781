#include "agents/system/sample.h"

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {

absl::StatusOr<std::shared_ptr<const health::Sample>> any_sample(health::SampleSource* monitor,
                                                                 const ExecutionContext& context) {
  if (monitor == nullptr) return base::unavailable("The health monitor is not running.");
  auto sample = monitor->fresh();
  if (sample == nullptr) sample = monitor->wait(context.deadline());
  if (sample != nullptr && sample->snapshot != nullptr) return sample;
  MAXOS_RETURN_IF_ERROR(context.check());
  return base::unavailable(
      "The machine could not be sampled. Try again; if it stays so, see journalctl -u maxos-grpc.");
}

absl::StatusOr<std::shared_ptr<const health::Sample>> current_sample(health::SampleSource* monitor,
                                                                     const ExecutionContext& context) {
  auto sample = any_sample(monitor, context);
  if (sample.ok() && !(*sample)->snapshot->unreachable.empty()) {
    return base::unavailable((*sample)->snapshot->unreachable);
  }
  return sample;
}

bool sample_ready(const health::SampleSource* monitor) {
  return monitor == nullptr || monitor->fresh() != nullptr;
}

std::string clock_words(std::int64_t unix_seconds) {
  std::string text = base::rfc3339(unix_seconds);
  text[text.find('T')] = ' ';
  text.back() = ' ';
  return text.append("UTC");
}

}  // namespace maxos::agents
