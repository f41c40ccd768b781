// What goes into the orchestrator and what comes out: plain data, without a trace of gRPC.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/principal.h"
#include "agents/agent.h"

namespace maxos::orchestrator {

struct Request {
  // Name of the RPC; static storage.
  std::string_view rpc;
  std::shared_ptr<const access::Principal> principal;
  // Valid UTF-8, not empty, within the limits: rpc/ has checked.
  std::string text;
  agents::Values context;
  std::chrono::steady_clock::time_point deadline;
  // The client left.
  std::stop_token stop;
};

struct Answer {
  std::string agent;
  agents::AnswerStatus status = agents::AnswerStatus::success;
  std::string message;
  std::vector<std::pair<std::string, std::string>> payload;
  std::string operation_id;
};

// A step of a running operation, for StreamOperations. 0 < progress < 100.
struct Step {
  int progress = 0;
  std::string message;
  // Of an item (agents::Item), which is not to be left out for those after it: its values, and who wants to
  // know when the stream has taken it. Empty for a word about progress.
  std::vector<std::pair<std::string, std::string>> values;
  std::function<void()> taken;
};

// Called on whatever thread does the work, in order, progress never falling; must not block.
using Steps = std::function<void(const std::string& operation_id, Step)>;
// Called exactly once. An error is one of the call itself (ResourceExhausted, DeadlineExceeded,
// InvalidArgument); a request that failed is an Answer.
using Done = std::function<void(absl::StatusOr<Answer>)>;

}  // namespace maxos::orchestrator
