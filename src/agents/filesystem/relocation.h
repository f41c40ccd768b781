// What copying and moving share: from where, to where, and what is in the way.
#pragma once

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <string_view>

#include "agents/agent.h"
#include "agents/capability.h"
#include "agents/filesystem/change.h"
#include "agents/filesystem/change_plan.h"
#include "agents/handler_environment.h"

namespace maxos::agents {

// `verb`: "Copy", "Move". Slots source and destination become canonical.
absl::StatusOr<Plan> plan_relocation(const HandlerEnvironment& environment, const CapabilityDecl& declaration,
                                     const PlanRequest& request, Use use, std::string_view verb,
                                     const ExecutionContext& context);

// What the plan named, as it is found now and still the same.
struct Relocation {
  Subject source;
  Place destination;
  std::optional<Subject> replaced;
};
absl::StatusOr<Relocation> find_relocation(const HandlerEnvironment& environment, const Plan& plan, Use use,
                                           const ExecutionContext& context);

// Copies the source into a stage at the destination and plans that it appears there, after what it replaces
// went to the trash. `verify`: the copy is compared with the source first.
absl::StatusOr<std::uint64_t> copy_to_destination(const HandlerEnvironment& environment, Change& change,
                                                  const Relocation& relocation, bool verify,
                                                  const ExecutionContext& context);
// Plans that what is replaced goes to the trash.
absl::Status clear_destination(Change& change, const Relocation& relocation, const ExecutionContext& context);

// `done`: "Copied", "Moved".
Outcome relocation_outcome(const Relocation& relocation, std::string_view done, std::int64_t transaction,
                           std::uint64_t lost_attributes);

}  // namespace maxos::agents
