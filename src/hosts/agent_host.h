// Where capabilities are planned and executed: in this process (hosts/local) or in another (hosts/remote).
// Plain data alone goes through.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <functional>
#include <stop_token>

#include "agents/agent.h"

namespace maxos::hosts {

// What holds for a call beyond its content.
struct Call {
  std::string operation_id;
  // Asked to stop: the client left, or somebody cancelled.
  std::stop_token stop;
  std::chrono::steady_clock::time_point deadline;
  // Progress of the execution, 0 to 100. Called on the host's thread; must not block. Empty: nobody looks.
  agents::ExecutionContext::Progress progress;
  // Items of the execution, as they come. Empty: nobody reads them.
  agents::ItemSink items;
  // What turns out to be a read may be executed together with its planning, ahead of execute(), to save a way
  // there and back. Nothing of it is seen unless execute() follows.
  bool execute_reads = false;
};

// Thread-safe. Every callback is called exactly once, perhaps before the method returns, on a thread of the
// host's or the caller's; it must not block. Both methods answer ResourceExhausted when the host is full and
// Unavailable when it stops.
class AgentHost {
 public:
  using Planned = std::function<void(absl::StatusOr<agents::Plan>)>;
  using Executed = std::function<void(absl::StatusOr<agents::Outcome>)>;

  virtual ~AgentHost() = default;

  // Changes nothing on the machine. Unimplemented when the host has no handler for the intent.
  virtual void plan(const Call& call, agents::PlanRequest request, Planned done) = 0;

  // Called from within `Planned` it goes on at the same place in the queue.
  virtual void execute(const Call& call, agents::Plan plan, Executed done) = 0;

  // Whether work gets done: false when every worker has been silent for `limit`.
  virtual bool alive(std::chrono::steady_clock::duration limit) const = 0;
};

}  // namespace maxos::hosts
