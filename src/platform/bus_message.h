// sd-bus messages from and to plain data. For bus.cpp alone: nothing else sees sd-bus.
#pragma once

#include <absl/status/statusor.h>
#include <systemd/sd-bus.h>

#include <string>

#include "platform/bus.h"

namespace maxos::platform {

// Appends one argument to a call. 0 or more, or a negative errno.
int append_argument(sd_bus_message* message, const BusArgument& argument);

// The values of a reply, or the status that its error becomes (see Bus::Reply). `destination`: who was asked,
// for the message. More than `max_values` values are refused.
absl::StatusOr<BusValue::List> decode_reply(sd_bus_message* reply, const std::string& destination,
                                            std::size_t max_values);

}  // namespace maxos::platform
