// A series of echo requests and what came of it.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "agents/agent.h"
#include "platform/icmp_echo.h"

namespace maxos::agents {

struct PingOptions {
  std::uint64_t count = 5;
  // The kernel's own ping(8) lets users go no faster.
  std::chrono::milliseconds interval{200};
  // How long the last reply may take.
  std::chrono::milliseconds patience{2000};
};

struct PingResult {
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  // Replies that came more than once.
  std::uint64_t duplicates = 0;
  // Milliseconds, in the order of arrival.
  std::vector<double> times;
  int hops_left = 0;
  // The last error that somebody reported, for people; empty when none did.
  std::string trouble;
  // The call's deadline ended it before all was sent and waited for.
  bool cut_short = false;

  double loss_percent() const;
  double least() const;
  double mean() const;
  double most() const;
  // The standard deviation, as ping(8) has it (mdev).
  double deviation() const;
};

// Sends and waits. `seen(sequence from 1, milliseconds)` is called for each first reply. Errors: those of
// context.check(), but a deadline that comes nearer ends the series early.
absl::StatusOr<PingResult> ping(platform::IcmpEcho& echo, const PingOptions& options,
                                const ExecutionContext& context,
                                const std::function<void(std::uint64_t, double)>& seen);

}  // namespace maxos::agents
