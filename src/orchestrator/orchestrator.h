// The way of one request: understand, plan, decide, execute, record.
#pragma once

#include <atomic>
#include <stop_token>
#include <string>

#include "access/confirmations.h"
#include "agents/registry.h"
#include "base/guarded.h"
#include "config/config.h"
#include "hosts/agent_host.h"
#include "language/understanding.h"
#include "operations/misses.h"
#include "operations/request_ids.h"
#include "operations/request_log.h"
#include "operations/request_statistics.h"
#include "orchestrator/judge.h"
#include "orchestrator/request.h"
#include "platform/clock.h"
#include "store/conversations.h"

namespace maxos::orchestrator {

// What an operation works with; all of it outlives the orchestrator.
struct Parts {
  const agents::Registry& registry;
  const language::Understander& understander;
  const base::Swapped<config::Config>& config;
  hosts::AgentHost& host;
  access::Confirmations& confirmations;
  operations::RequestIds& request_ids;
  operations::RequestLog& request_log;
  store::Conversations& conversations;
  platform::Clock clock;
  // The account that agents act as in this version: that of the daemon.
  std::string acting_as;
  // Null: not counted, not kept.
  operations::RequestStatistics* statistics = nullptr;
  operations::Misses* misses = nullptr;
  // Asked to stop when the service begins to: what follows something, and would have no other end, ends.
  std::stop_token ending = {};
};

// Thread-safe. Holds no lock while anything is planned or executed.
class Orchestrator {
 public:
  explicit Orchestrator(Parts parts) : parts_(std::move(parts)) {}

  // Takes one request on its way. `steps` may be empty. `done` may be called before handle() returns: an
  // immediate read is answered on the calling thread.
  void handle(Request request, Steps steps, Done done);

  // What handle() would take the text for; nothing is planned, executed or recorded. Does not block.
  Judgement understand(std::string_view text, const agents::Values& context) const;

 private:
  Parts parts_;
};

}  // namespace maxos::orchestrator
