// The network's handlers, planned and executed as a host does.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "scene.h"

namespace maxos::agents {

inline Bench network_bench(const HandlerEnvironment& environment = {}) {
  return Bench(make_network_handlers(environment));
}

inline nlohmann::json json_value(const Outcome& outcome, std::string_view name) {
  return nlohmann::json::parse(value(outcome, name));
}

}  // namespace maxos::agents
