// What /proc, /sys and statvfs say about the machine.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "health/filesystems.h"
#include "health/proc_parse.h"
#include "health/snapshot.h"
#include "health/temperatures.h"
#include "platform/procfs.h"

namespace maxos::health {

// Keeps its files open from one sample to the next, and the counters that differences are made of. One thread
// at a time.
class MachineCollector {
 public:
  MachineCollector(std::string proc_root, std::string sys_root);
  ~MachineCollector();
  MachineCollector(const MachineCollector&) = delete;
  MachineCollector& operator=(const MachineCollector&) = delete;

  // Fills all that is the machine's in `out`; 100 to 200 µs. A part that is missing stays empty. `now`: of
  // the steady clock.
  void collect(Snapshot& out, std::chrono::steady_clock::time_point now);

 private:
  void collect_cpu(Snapshot& out);
  void collect_filesystems(Snapshot& out);
  void collect_block_devices(Snapshot& out);
  bool is_partition(const std::string& device);
  std::optional<std::uint64_t> count_processes();

  std::string proc_root_;
  std::string sys_root_;
  platform::KeptFile stat_, loadavg_, meminfo_, uptime_, file_nr_;
  platform::KeptFile cpu_pressure_, memory_pressure_, io_pressure_;
  platform::KeptFile net_dev_, diskstats_, mountinfo_;
  Temperatures temperatures_;

  std::optional<CpuTicks> ticks_;
  std::optional<double> used_percent_;
  std::vector<Mount> mounts_;
  std::map<std::string, bool> partitions_;  // devices that were looked up
  struct Directory;
  std::unique_ptr<Directory> processes_;
};

}  // namespace maxos::health
