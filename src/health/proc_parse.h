// The formats of /proc as pure functions: text in, values out. What is missing, torn or not as proc(5) says
// gives an empty optional.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "health/snapshot.h"

namespace maxos::health {

// Entries kept of each list; a machine with more interfaces or disks is told in part.
inline constexpr std::size_t kMaxListed = 64;

// Ticks since boot of all CPUs together, /proc/stat. `busy` is everything but idle and iowait, so time stolen
// by the hypervisor counts as busy.
struct CpuTicks {
  std::uint64_t busy = 0;
  std::uint64_t total = 0;
};

struct ProcStat {
  std::optional<CpuTicks> ticks;
  std::uint32_t cpus = 0;  // online
  std::optional<std::int64_t> boot_time;
};
ProcStat parse_stat(std::string_view text);

// Share of busy time between two readings, in percent. Empty when time did not pass or a counter went
// backwards (a CPU was taken out; iowait may fall, proc(5)).
std::optional<double> used_percent(const CpuTicks& before, const CpuTicks& now);

std::optional<Load> parse_loadavg(std::string_view text);
// Seconds since boot.
std::optional<double> parse_uptime(std::string_view text);
// Empty unless MemTotal and MemAvailable are there and sane; swap is 0 where it is not there.
std::optional<Memory> parse_meminfo(std::string_view text);
// avg10 of the "some" line, in percent.
std::optional<double> parse_pressure(std::string_view text);
// Allocated minus unused, and the limit: /proc/sys/fs/file-nr.
struct FileHandles {
  std::uint64_t used = 0, max = 0;
};
std::optional<FileHandles> parse_file_nr(std::string_view text);
// All interfaces but `lo`, at most kMaxListed.
std::vector<NetworkInterface> parse_net_dev(std::string_view text);
// What was ever read or written, loop and RAM devices left out, partitions not told apart, at most 4 *
// kMaxListed.
std::vector<BlockDevice> parse_diskstats(std::string_view text);

}  // namespace maxos::health
