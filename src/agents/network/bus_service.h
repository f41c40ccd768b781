// One service on the system bus, as a request on a worker asks it.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"
#include "platform/bus_waiter.h"

namespace maxos::agents {

// Made for each request; every call waits within the request's own limit. The service is never started by
// asking.
class BusService {
 public:
  BusService(const HandlerEnvironment& environment, const ExecutionContext& context, std::string name)
      : bus_(environment.bus),
        loop_(environment.loop),
        limit_{.deadline = context.deadline(), .stop = context.stop()},
        name_(std::move(name)) {}

  // Errors as for Bus::Reply: Unavailable when there is no bus, or the service is not on it.
  absl::StatusOr<platform::BusValue::List> call(
      const std::string& path, const std::string& interface, const std::string& member,
      std::vector<platform::BusArgument> arguments = {},
      std::chrono::seconds patience = std::chrono::seconds(5)) const;
  absl::StatusOr<platform::BusValue> property(const std::string& path, const std::string& interface,
                                              const std::string& name) const;
  // Properties.GetAll: a dictionary for BusProperties.
  absl::StatusOr<platform::BusValue> properties(const std::string& path, const std::string& interface) const;

 private:
  platform::Bus* bus_;
  platform::EventLoop* loop_;
  platform::WaitLimit limit_;
  std::string name_;
};

}  // namespace maxos::agents
