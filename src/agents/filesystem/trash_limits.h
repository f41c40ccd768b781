// What leaves the trash for good.
#pragma once

#include <absl/status/statusor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"
#include "store/transactions.h"

namespace maxos::agents {

struct Purged {
  std::int64_t transaction = 0;
  std::uint64_t items = 0;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
  // What could not be deleted, in words; those are still in the trash.
  std::string failed;
};

// Deletes `items` (of one principal) for good. Stops between two of them when it is asked to; what is left
// then stays in the trash. FailedPrecondition when one of them has just been taken out.
absl::StatusOr<Purged> purge(const HandlerEnvironment& environment, const Caller& owner, std::string summary,
                             const std::vector<store::TrashedItem>& items, const ExecutionContext& context);

// Deletes what is beyond the configured age and size, everybody's, but nothing of transaction `just_made`
// (0: none). Failures wait for the next time.
void keep_trash_within_limits(const HandlerEnvironment& environment, std::int64_t just_made);

}  // namespace maxos::agents
