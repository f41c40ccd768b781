#include "agents/system/bus_service.h"

#include <chrono>
#include <utility>

#include "base/status.h"

namespace maxos::agents {
namespace {

// A service that has to be started first takes its time, and so does polkit.
constexpr std::chrono::seconds kAnswer{20};

}  // namespace

absl::StatusOr<platform::BusValue::List> call_service(const HandlerEnvironment& environment,
                                                      const ExecutionContext& context,
                                                      const BusObject& object, std::string member,
                                                      std::vector<platform::BusArgument> arguments) {
  if (environment.bus == nullptr || environment.loop == nullptr)
    return base::unavailable("This service has no connection to D-Bus.");
  return platform::call_and_wait(*environment.bus, *environment.loop,
                                 {.destination = object.service,
                                  .path = object.path,
                                  .interface = object.interface,
                                  .member = std::move(member),
                                  .arguments = std::move(arguments),
                                  .timeout = kAnswer},
                                 {context.deadline(), context.stop()});
}

absl::StatusOr<platform::BusValue> get_properties(const HandlerEnvironment& environment,
                                                  const ExecutionContext& context, const BusObject& object) {
  BusObject properties = object;
  properties.interface = "org.freedesktop.DBus.Properties";
  auto values = call_service(environment, context, properties, "GetAll", {object.interface});
  if (!values.ok()) return values.status();
  if (values->size() != 1) return base::internal(object.service + " answered GetAll without properties");
  return std::move(values->front());
}

}  // namespace maxos::agents
