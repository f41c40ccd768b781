#include "agents/network/bus_service.h"

#include <utility>

#include "base/status.h"

namespace maxos::agents {
namespace {

// Services answer for their properties from memory.
constexpr std::chrono::seconds kSoon{2};
constexpr const char* kProperties = "org.freedesktop.DBus.Properties";

}  // namespace

absl::StatusOr<platform::BusValue::List> BusService::call(const std::string& path,
                                                          const std::string& interface,
                                                          const std::string& member,
                                                          std::vector<platform::BusArgument> arguments,
                                                          std::chrono::seconds patience) const {
  if (bus_ == nullptr || loop_ == nullptr) return base::unavailable("This service has no D-Bus.");
  return platform::call_and_wait(*bus_, *loop_,
                                 {.destination = name_,
                                  .path = path,
                                  .interface = interface,
                                  .member = member,
                                  .arguments = std::move(arguments),
                                  .timeout = patience,
                                  .auto_start = false},
                                 limit_);
}

absl::StatusOr<platform::BusValue> BusService::property(const std::string& path, const std::string& interface,
                                                        const std::string& name) const {
  auto values = call(path, kProperties, "Get", {interface, name}, kSoon);
  if (!values.ok()) return values.status();
  if (values->size() != 1) return base::internal(name_ + " answered with something else than a property.");
  return std::move(values->front());
}

absl::StatusOr<platform::BusValue> BusService::properties(const std::string& path,
                                                          const std::string& interface) const {
  auto values = call(path, kProperties, "GetAll", {interface}, kSoon);
  if (!values.ok()) return values.status();
  if (values->size() != 1) return base::internal(name_ + " answered with something else than properties.");
  return std::move(values->front());
}

}  // namespace maxos::agents
