#include "agents/system/unit_job.h"

#include <utility>

#include "agents/system/bus_values.h"
#include "base/status.h"

namespace maxos::agents {
namespace {

// JobRemoved(u id, o job, s unit, s result)
constexpr std::size_t kJob = 1;
constexpr std::size_t kResult = 3;

absl::Status explained(const absl::Status& status, const std::string& unit) {
  if (!absl::IsPermissionDenied(status)) return status;
  return base::denied(
      "systemd and polkit do not let this service control " + unit +
      ". Is polkitd installed, and is the unit in polkit's list? An administrator brings both lists "
      "together with: maxosctl units allow " +
      unit);
}

}  // namespace

absl::StatusOr<JobEnd> run_job(const Systemd& systemd, std::string_view method, const std::string& unit,
                               const std::function<void()>& queued) {
  // Listens before it asks: a job may be gone before its answer is read.
  const auto ends = systemd.job_ends();
  if (!ends.ok()) return ends.status();
  MAXOS_RETURN_IF_ERROR(systemd.subscribe());
  const auto job = systemd.queue_job(method, unit);
  // The connection stood a moment ago: what broke is the way of the answer, and perhaps not that of the call.
  if (absl::IsUnavailable(job.status())) return JobEnd{};
  if (!job.ok()) return explained(job.status(), unit);
  queued();
  for (;;) {
    auto signal = (*ends)->next(systemd.limit());
    if (absl::IsUnavailable(signal.status())) return JobEnd{.result = "", .taken = true};
    if (!signal.ok()) {
      return base::make_status(
          signal.status().code(),
          "systemd has taken the job for " + unit +
              " and goes on with it, but its end was not waited for. Ask for the unit's state.");
    }
    if (text_at(*signal, kJob) == *job) return JobEnd{.result = text_at(*signal, kResult), .taken = true};
  }
}

}  // namespace maxos::agents
