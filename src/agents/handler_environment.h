// The world as handlers see it: everything comes in here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agents/registry.h"
#include "config/config.h"
#include "health/monitor.h"
#include "platform/clock.h"

namespace maxos::agents {

// Pointers must outlive the handlers made from it.
struct HandlerEnvironment {
  // nullptr: what needs a health sample says that it is unavailable.
  health::Monitor* monitor = nullptr;
  std::string proc_root = "/proc";
  std::string sys_root = "/sys";
  std::string etc_root = "/etc";
  std::string run_root = "/run";
  // The configuration in force, asked for each request (it may be reloaded). Never returns nullptr.
  std::function<std::shared_ptr<const config::Config>()> config = [] {
    return std::make_shared<const config::Config>();
  };
  const Registry* registry = nullptr;
  platform::Clock clock;
  // Absolute paths of the service's own state and configuration: out of reach even when a root contains them.
  std::vector<std::string> protected_paths;
};

}  // namespace maxos::agents
