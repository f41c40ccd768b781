// The world as handlers see it: everything comes in here.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agents/observations.h"
#include "agents/registry.h"
#include "agents/teaching.h"
#include "config/config.h"
#include "health/sample_source.h"
#include "platform/bus.h"
#include "platform/clock.h"
#include "platform/event_loop.h"
#include "store/transactions.h"

namespace maxos::agents {

// Pointers must outlive the handlers made from it.
struct HandlerEnvironment {
  // nullptr: what needs a health sample says that it is unavailable.
  health::SampleSource* monitor = nullptr;
  // The system bus and the loop that it lives on, both until the last handler is gone
  // (platform/bus_waiter.h). nullptr: what asks another service says that it is unavailable.
  platform::Bus* bus = nullptr;
  platform::EventLoop* loop = nullptr;
  std::string proc_root = "/proc";
  std::string sys_root = "/sys";
  std::string etc_root = "/etc";
  std::string run_root = "/run";
  // The files of the journal; empty: those of this machine, wherever journald keeps them.
  std::string journal_directory;
  // dpkg's database, dpkg(1).
  std::string dpkg_status = "/var/lib/dpkg/status";
  // The program that reads apt's lists (src/packages); empty: maxos-apt-updates beside this program.
  std::string apt_reader;
  // Where apt keeps the lists of its sources; its time is that of the last update of them.
  std::string apt_lists = "/var/lib/apt/lists";
  // The configuration in force, asked for each request (it may be reloaded). Never returns nullptr.
  std::function<std::shared_ptr<const config::Config>()> config = [] {
    return std::make_shared<const config::Config>();
  };
  const Registry* registry = nullptr;
  // Where changes of files are recorded; nullptr: what changes files says that it is unavailable.
  store::Transactions* transactions = nullptr;
  // In the front end alone. nullptr: what needs one says that it is unavailable.
  Teaching* teaching = nullptr;
  const RequestFigures* figures = nullptr;
  const MissedRequests* misses = nullptr;
  platform::Clock clock;
  // Absolute paths of the service's own state and configuration: out of reach even when a root contains them.
  std::vector<std::string> protected_paths;
};

}  // namespace maxos::agents
