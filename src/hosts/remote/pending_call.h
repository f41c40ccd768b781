// A call that waits for its host's answer.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "agent_host.pb.h"
#include "health/snapshot.h"
#include "hosts/agent_host.h"
#include "hosts/codec/scratch.h"

namespace maxos::hosts {

struct PendingCall {
  using Clock = std::chrono::steady_clock;

  // As it is sent, and sent again.
  Scratch<internal::ToHost, 1024> scratch;
  internal::ToHost& message = *scratch;
  Call call;
  // Of a plan, what the host's answer must be about and is completed with.
  agents::PlanRequest request;
  // One of them. `sampled` is called once, or again and again for a watch.
  AgentHost::Planned planned;
  AgentHost::Executed executed;
  std::function<void(absl::StatusOr<health::Snapshot>)> sampled;

  // How long it waits for a host that cannot be reached.
  Clock::time_point patience;
  // The host may have begun with it.
  bool sent = false;
  // Its connection ended before the answer; so often it has happened.
  int lost = 0;
  std::optional<std::stop_callback<std::function<void()>>> on_stop;

  bool changes_nothing() const { return message.has_plan() || message.has_sample() || message.has_watch(); }
  std::string_view intent() const {
    return message.has_plan() ? message.plan().intent() : message.execute().plan().intent();
  }
  void fail(const absl::Status& status) {
    if (planned) return planned(status);
    if (executed) return executed(status);
    if (sampled) sampled(status);
  }
};

// The outcome that came together with a plan, as long as that plan's callback runs on this thread.
struct Prefetched {
  const AgentHost* host;
  const std::string& operation_id;
  absl::StatusOr<agents::Outcome> outcome;
};
inline thread_local Prefetched* prefetched = nullptr;

}  // namespace maxos::hosts
