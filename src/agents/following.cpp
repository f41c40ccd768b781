#include "agents/following.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

constexpr std::chrono::hours kLongest{1};
// What the answer needs to reach the client within the request's time.
constexpr std::chrono::milliseconds kForAnswer{250};

}  // namespace

absl::StatusOr<bool> wants_to_follow(const Values& context) {
  const auto follow = context.find("follow");
  if (follow == context.end() || follow->second == "false") return false;
  if (follow->second == "true") return true;
  return base::invalid_argument("The context's follow is true or false.");
}

ExecutionContext::Clock::time_point end_of_following(const ExecutionContext& context) {
  return std::min(context.deadline() - kForAnswer, ExecutionContext::Clock::now() + kLongest);
}

absl::StatusOr<Followers::Place> Followers::enter(std::string_view what) {
  if (count_.fetch_add(1) < most_) return Place(count_);
  count_.fetch_sub(1);
  return base::exhausted(base::counted(most_, "request follows ", "requests follow ") + std::string(what) +
                         " already; half of workers.threads may, so that others are answered. Ask again when "
                         "one has ended, or without following.");
}

}  // namespace maxos::agents
