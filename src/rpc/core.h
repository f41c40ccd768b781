// What all services share.
#pragma once

#include <memory>

#include "agents/registry.h"
#include "base/guarded.h"
#include "config/config.h"
#include "health/sample_source.h"
#include "operations/request_log.h"
#include "orchestrator/orchestrator.h"
#include "rpc/call_guard.h"

namespace maxos::rpc {

// All of it outlives the services.
struct Core {
  orchestrator::Orchestrator& orchestrator;
  health::SampleSource& monitor;
  const agents::Registry& registry;
  operations::RequestLog& request_log;
  base::Swapped<config::Config>& config;
  CallGuard& guard;
};

}  // namespace maxos::rpc
