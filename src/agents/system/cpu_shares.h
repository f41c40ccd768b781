// How much of a CPU each process takes, from pass to pass over /proc.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "agents/system/process_table.h"
#include "base/guarded.h"
#include "platform/clock.h"

namespace maxos::agents {

// Thread-safe.
class CpuShares {
 public:
  CpuShares(std::string proc_root, platform::Clock clock);

  // Fills cpu_percent, at most 100 for each CPU, and cpu_seconds: what the share is over, which is the
  // window, or the process's own life when it began within. Returns the window in seconds; 0 when no earlier
  // pass serves, and it is each one's own life.
  double fill(std::vector<Process>& processes);

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  // CPU time of each process at one moment.
  struct Pass {
    struct Times {
      std::uint64_t start_ticks = 0;
      std::uint64_t cpu_ticks = 0;
    };
    SteadyTime taken;
    std::unordered_map<int, Times> times;
  };
  struct Passes {
    // `older` stays until `newer` is old enough to take its place, so that two quick calls do not spoil the
    // window.
    std::shared_ptr<const Pass> older;
    std::shared_ptr<const Pass> newer;
  };

  static std::shared_ptr<const Pass> pass_of(const std::vector<Process>& processes, SteadyTime taken);
  // The earlier pass to measure from, or nothing; remembers this one.
  std::shared_ptr<const Pass> first_of(std::shared_ptr<const Pass> current);
  double uptime_seconds() const;
  double cpu_count() const;

  const std::string proc_root_;
  const platform::Clock clock_;
  base::Guarded<Passes> passes_;
};

}  // namespace maxos::agents
