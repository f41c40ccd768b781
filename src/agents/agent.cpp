#include "agents/agent.h"

#include <utility>

#include "base/status.h"
#include "base/worker_pool.h"

namespace maxos::agents {

std::string_view to_string(AnswerStatus status) {
  switch (status) {
    case AnswerStatus::success:
      return "success";
    case AnswerStatus::error:
      return "error";
    case AnswerStatus::denied:
      return "denied";
    case AnswerStatus::not_found:
      return "not_found";
    case AnswerStatus::confirmation_required:
      return "confirmation_required";
    case AnswerStatus::cancelled:
      return "cancelled";
    case AnswerStatus::unhandled:
      return "unhandled";
    case AnswerStatus::unavailable:
      return "unavailable";
  }
  return "error";
}

AnswerStatus status_of(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return AnswerStatus::success;
    case absl::StatusCode::kPermissionDenied:
      return AnswerStatus::denied;
    case absl::StatusCode::kNotFound:
      return AnswerStatus::not_found;
    case absl::StatusCode::kUnavailable:
      return AnswerStatus::unavailable;
    case absl::StatusCode::kCancelled:
      return AnswerStatus::cancelled;
    default:
      return AnswerStatus::error;
  }
}

absl::Status ExecutionContext::check() const {
  base::WorkerPool::beat();
  if (stop_.stop_requested()) return base::cancelled("The request was cancelled.");
  if (Clock::now() >= deadline_) return base::deadline_exceeded("The request ran out of time.");
  return absl::OkStatus();
}

void ExecutionContext::send(Item item) const {
  under_way_->fetch_add(1, std::memory_order_acq_rel);
  items_(std::move(item), [under_way = under_way_] { under_way->fetch_sub(1, std::memory_order_acq_rel); });
}

}  // namespace maxos::agents
