#include "hosts/server/plan_shelf.h"

#include <utility>

namespace maxos::hosts {
namespace {

// As many confirmations may wait at once by default (access.pending_confirmations), and some that do not.
constexpr std::size_t kMaxPlans = 2'048;
constexpr std::size_t kMaxBytes = std::size_t{16} * 1024 * 1024;

std::size_t bytes_of(const agents::Values& values) {
  std::size_t bytes = 0;
  for (const auto& [name, value] : values) bytes += name.size() + value.size() + 96;
  return bytes;
}

std::size_t bytes_of(const agents::Plan& plan) {
  std::size_t bytes = sizeof plan + plan.preview.size() + bytes_of(plan.slots) + bytes_of(plan.context);
  for (const std::string& target : plan.targets) bytes += target.size() + sizeof(std::string);
  return bytes;
}

}  // namespace

std::uint64_t PlanShelf::put(agents::Plan plan) {
  const std::lock_guard lock(mutex_);
  if (++next_ == 0) ++next_;
  add(next_, std::move(plan));
  return next_;
}

std::optional<agents::Plan> PlanShelf::take(std::uint64_t ticket) {
  const std::lock_guard lock(mutex_);
  const auto found = plans_.find(ticket);
  if (found == plans_.end()) return std::nullopt;
  std::optional<agents::Plan> plan = std::move(found->second.plan);
  bytes_ -= found->second.bytes;
  plans_.erase(found);
  return plan;
}

void PlanShelf::put_back(std::uint64_t ticket, agents::Plan plan) {
  const std::lock_guard lock(mutex_);
  add(ticket, std::move(plan));
}

bool PlanShelf::empty() const {
  const std::lock_guard lock(mutex_);
  return plans_.empty();
}

void PlanShelf::add(std::uint64_t ticket, agents::Plan plan) {
  const std::size_t bytes = bytes_of(plan);
  bytes_ += bytes;
  plans_.emplace(ticket, Entry{std::move(plan), bytes});
  while (plans_.size() > kMaxPlans || bytes_ > kMaxBytes) {
    bytes_ -= plans_.begin()->second.bytes;
    plans_.erase(plans_.begin());
  }
}

}  // namespace maxos::hosts
