// One job of systemd from its queueing to its end.
#pragma once

#include <absl/status/statusor.h>

#include <functional>
#include <string>
#include <string_view>

#include "agents/system/systemd.h"

namespace maxos::agents {

// How a job ended, as JobRemoved says it: "done", "failed", "canceled", "timeout", "dependency", "skipped".
// Empty: the connection broke meanwhile, and only the unit's state can tell.
struct JobEnd {
  std::string result;
  // systemd has said that it has the job. False: the connection broke before that.
  bool taken = false;
};

// Queues `method` ("StartUnit", …) for the unit and waits until the job is gone. `queued` is called once when
// systemd has taken it. PermissionDenied: polkit says no. Cancelled and DeadlineExceeded: the job goes on.
absl::StatusOr<JobEnd> run_job(const Systemd& systemd, std::string_view method, const std::string& unit,
                               const std::function<void()>& queued);

}  // namespace maxos::agents
