// Plans, outcomes and failures as messages and back. What comes from a host is hostile until it was decoded
// here.
#pragma once

#include <absl/status/statusor.h>

#include <string_view>

#include "agent_host.pb.h"
#include "agents/agent.h"

namespace maxos::hosts {

void encode(const agents::PlanRequest& request, internal::PlanCall& message);
void encode(const agents::Plan& plan, internal::Plan& message);
// Moves the texts out of the outcome.
void encode(agents::Outcome&& outcome, internal::Outcome& message);
void encode(agents::Item&& item, internal::Item& message);
// `status` is not OK.
void encode(const absl::Status& status, internal::Failure& message);

// What a host is asked to plan. InvalidArgument: a size or a count beyond all that a front end sends.
absl::StatusOr<agents::PlanRequest> decode(internal::PlanCall&& message);

// The answers of a host, to a request for `intent`. Internal names what is not as it must be: sizes, counts,
// unknown values, names that are not in lower snake case or that only the front end may give. Intent, caller
// and context of the plan are the request's, not the host's, and are left for the caller to fill in.
absl::StatusOr<agents::Plan> decode_plan(internal::Plan&& message, std::string_view intent);
absl::StatusOr<agents::Outcome> decode_outcome(internal::Outcome&& message);
absl::StatusOr<agents::Item> decode_item(internal::Item&& message);
absl::Status decode_failure(const internal::Failure& message);

// The host's own plan and what a front end says of it are the same in all that decides.
bool same_plan(const agents::Plan& kept, const internal::Plan& told);

}  // namespace maxos::hosts
