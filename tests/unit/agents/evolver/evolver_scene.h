// The handlers of the evolver agent, planned and executed as a host does.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <utility>

#include "agents/builtin.h"
#include "agents/handlers.h"
#include "base/status.h"

namespace maxos::agents {

inline const Caller kRoot{0, "root", true};
inline const Caller kAlice{1000, "alice", false};
inline const Caller kBob{1001, "bob", false};

class EvolverTest : public ::testing::Test {
 protected:
  EvolverTest() { environment_.registry = &registry_; }

  static ExecutionContext context() {
    return {std::stop_token(), ExecutionContext::Clock::now() + std::chrono::minutes(1), nullptr};
  }
  Handler& handler(std::string_view intent) {
    if (handlers_.empty()) handlers_ = make_evolver_handlers(environment_);
    for (const auto& handler : handlers_) {
      if (handler->declaration().intent == intent) return *handler;
    }
    ADD_FAILURE() << "no handler for " << intent;
    std::abort();
  }
  absl::StatusOr<Plan> plan(std::string_view intent, Values slots, const Caller& caller = kAlice) {
    PlanRequest request;
    request.intent = intent;
    request.slots = std::move(slots);
    request.caller = caller;
    auto plan = handler(intent).plan(request, context());
    if (plan.ok()) plan->caller = caller;
    return plan;
  }
  // As if confirmed where that is due.
  absl::StatusOr<Outcome> run(std::string_view intent, Values slots, const Caller& caller = kAlice) {
    const auto planned = plan(intent, std::move(slots), caller);
    if (!planned.ok()) return planned.status();
    return handler(intent).execute(*planned, context());
  }
  static std::string value(const Outcome& outcome, std::string_view key) {
    for (const auto& [name, text] : outcome.values) {
      if (name == key) return text;
    }
    return "(none)";
  }
  static std::string text(const absl::Status& status) { return std::string(base::message_of(status)); }

  const Registry registry_ = builtin_registry();
  HandlerEnvironment environment_;
  Handlers handlers_;
};

}  // namespace maxos::agents
