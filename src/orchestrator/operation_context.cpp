// What a request's context says of how it is carried out.
#include <utility>

#include "agents/slot_types.h"
#include "orchestrator/operation.h"

namespace maxos::orchestrator {
namespace {

constexpr std::size_t kMaxSessionBytes = 64;

}  // namespace

const std::string* Operation::context(std::string_view key) const {
  const auto found = request_.context.find(key);
  return found == request_.context.end() ? nullptr : &found->second;
}

bool Operation::context_is_true(std::string_view key) const {
  const std::string* value = context(key);
  return value != nullptr && *value == "true";
}

std::string_view Operation::session() const {
  const std::string* name = context("session");
  return name == nullptr || name->empty() ? "default" : std::string_view(*name).substr(0, kMaxSessionBytes);
}

absl::Status Operation::check_flags() {
  for (const std::string_view key : {"dry_run", "detach", "follow", "rename"}) {
    const auto found = request_.context.find(key);
    if (found == request_.context.end()) continue;
    const agents::SlotDecl flag{key, agents::SlotType::flag, false, {}, "true"};
    auto value = agents::canonical_slot(flag, found->second);
    // Never guessed at: who asks for a dry run wants nothing done.
    if (!value.ok()) return value.status();
    found->second = *std::move(value);
  }
  return absl::OkStatus();
}

}  // namespace maxos::orchestrator
