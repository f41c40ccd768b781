// Properties of a service on D-Bus, for a handler that waits.
#pragma once

#include <absl/status/statusor.h>

#include <string>

#include "agents/agent.h"
#include "agents/handler_environment.h"
#include "platform/bus_waiter.h"

namespace maxos::agents {

// An object of a service and the interface of it that is meant.
struct BusObject {
  std::string service;
  std::string path;
  std::string interface;
};

// Calls a method and waits. Unavailable: no bus, or no such service; the service may be started for it.
absl::StatusOr<platform::BusValue::List> call_service(const HandlerEnvironment& environment,
                                                      const ExecutionContext& context,
                                                      const BusObject& object, std::string member,
                                                      std::vector<platform::BusArgument> arguments = {});

// Properties.GetAll: a dictionary for BusProperties.
absl::StatusOr<platform::BusValue> get_properties(const HandlerEnvironment& environment,
                                                  const ExecutionContext& context, const BusObject& object);

}  // namespace maxos::agents
