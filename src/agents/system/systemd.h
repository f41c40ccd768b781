// What systemd knows of its units, and what it can be told to do with them (org.freedesktop.systemd1(5)).
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "agents/handler_environment.h"
#include "platform/bus_waiter.h"

namespace maxos::agents {

// A unit as a list shows it.
struct UnitRow {
  std::string id;
  std::string description;
  std::string load;    // "loaded", "not-found", "masked", "bad-setting", "error"
  std::string active;  // "active", "inactive", "failed", "activating", "deactivating", "reloading"
  std::string sub;     // "running", "dead", "exited", …

  bool loaded() const { return load == "loaded"; }
};

// All that an answer about one unit says. Absent: systemd does not say, or the unit is not of that kind.
struct UnitState {
  UnitRow row;
  std::vector<std::string> names;  // with its aliases
  std::string fragment;            // the unit file
  std::string enablement;          // UnitFileState: "enabled", "disabled", "static", "masked", …
  bool refuses_manual_start = false;
  bool refuses_manual_stop = false;
  bool can_reload = false;
  std::optional<std::int64_t> since;    // seconds since the epoch: when it came into its active state
  std::optional<std::int64_t> started;  // when it became active last
  std::optional<std::int64_t> stopped;  // when it became inactive last
  std::optional<std::uint64_t> main_pid;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<std::uint64_t> tasks;
  std::string result;                       // of a service, timer, …: "success", "exit-code", "signal", …
  std::optional<std::int64_t> exit_code;    // si_code of waitid(2): 1 exited, 2 killed, 3 dumped
  std::optional<std::int64_t> exit_status;  // the exit status, or the number of the signal
  std::optional<std::uint64_t> restarts;
  std::vector<std::string> required_by;  // units that go when it stops: RequiredBy, BoundBy
};

// Calls of one request. Each waits for its answer within the request's own limit; made for each request.
class Systemd {
 public:
  // Unavailable when there is no bus.
  static absl::StatusOr<Systemd> create(const HandlerEnvironment& environment,
                                        const ExecutionContext& context);

  // One round trip; systemd loads the unit when it has not. A name that no unit has is a state whose row is
  // "not-found". `name` is a whole one with its suffix.
  absl::StatusOr<UnitState> unit(std::string_view name) const;

  // The units of these names, in one round trip; "not-found" for those that do not exist.
  absl::StatusOr<std::vector<UnitRow>> by_names(const std::vector<std::string>& names) const;
  // Those whose id matches a pattern (glob(7)), of what systemd holds in memory.
  absl::StatusOr<std::vector<UnitRow>> by_patterns(const std::vector<std::string>& patterns) const;
  // All that systemd holds in memory in one of these states (active, load or sub); all without one.
  absl::StatusOr<std::vector<UnitRow>> by_states(const std::vector<std::string>& states) const;

  // "StartUnit", "StopUnit", "RestartUnit", "ReloadUnit": queues the job and gives its object path.
  absl::StatusOr<std::string> queue_job(std::string_view method, const std::string& unit) const;
  // Asks for the signals of the manager on this connection.
  absl::Status subscribe() const;
  absl::StatusOr<std::unique_ptr<platform::SignalWaiter>> job_ends() const;

  // Waits that long, or until the request is cancelled.
  void pause(std::chrono::milliseconds time) const;

  const platform::WaitLimit& limit() const { return limit_; }

 private:
  Systemd(platform::Bus& bus, platform::EventLoop& loop, platform::WaitLimit limit)
      : bus_(&bus), loop_(&loop), limit_(std::move(limit)) {}

  absl::StatusOr<platform::BusValue::List> manager(std::string member,
                                                   std::vector<platform::BusArgument> arguments,
                                                   std::chrono::seconds timeout) const;
  absl::StatusOr<std::vector<UnitRow>> rows(std::string member,
                                            std::vector<platform::BusArgument> arguments) const;

  platform::Bus* bus_;
  platform::EventLoop* loop_;
  platform::WaitLimit limit_;
};

// The object path of a unit: its name with all but letters and digits escaped (sd_bus_path_encode(3)).
std::string unit_path(std::string_view name);

}  // namespace maxos::agents
