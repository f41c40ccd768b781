// Handlers in this process, on a worker pool.
#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "base/worker_pool.h"
#include "hosts/agent_host.h"
#include "platform/loop_turns.h"

namespace maxos::hosts {

// Destroying it waits for what runs.
class LocalHost : public AgentHost {
 public:
  // `threads` run handlers, `queue` requests wait for one.
  // `turns`, if any, outlives the host: where no worker has anything to do, the loop's thread carries out
  // what it asks for itself.
  LocalHost(std::vector<std::unique_ptr<agents::Handler>> handlers, std::size_t threads, std::size_t queue,
            platform::LoopTurns* turns = nullptr);

  void plan(const Call& call, agents::PlanRequest request, Planned done) override;
  void execute(const Call& call, agents::Plan plan, Executed done) override;
  bool alive(std::chrono::steady_clock::duration limit) const override { return pool_.alive(limit); }

 private:
  // False: the queue is full.
  bool submit(const agents::Handler& handler, base::WorkerPool::Task task);
  agents::Handler* find(std::string_view intent) const;
  // Whether the handler runs on the calling thread: it is immediate, or this is a worker already. What
  // follows something is not.
  bool runs_here(const agents::Handler& handler, const Call& call) const {
    return pool_.on_worker() || (!call.items && handler.immediate());
  }

  std::vector<std::unique_ptr<agents::Handler>> handlers_;
  std::map<std::string_view, agents::Handler*> by_intent_;
  platform::LoopTurns* const turns_;
  base::WorkerPool pool_;
};

}  // namespace maxos::hosts
