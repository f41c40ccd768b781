// What one sample of the machine says: immutable once published.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace maxos::health {

// A missing optional means that the machine did not say (a part of /proc is missing, a service does not
// answer). It is never replaced by 0.

struct Cpu {
  std::optional<double> used_percent;  // since the previous sample; since boot for the first
  std::uint32_t count = 0;             // online CPUs
};

struct Load {
  double one = 0, five = 0, fifteen = 0;  // proc(5), /proc/loadavg
};

struct Memory {  // bytes, from /proc/meminfo
  std::uint64_t total = 0, available = 0, swap_total = 0, swap_free = 0;
};

// PSI averages over 10 s in percent, /proc/pressure/*; "some" line.
struct Pressure {
  std::optional<double> cpu, memory, io;
};

struct Filesystem {
  std::string mount_point;
  std::string source;
  std::string type;
  std::uint64_t total_bytes = 0, available_bytes = 0, used_bytes = 0;
  std::uint64_t inodes = 0, inodes_free = 0;
  bool read_only = false;
  // As df(1) counts: used / (used + available), in percent.
  double used_percent = 0;
  std::optional<double> inodes_used_percent;
};

struct NetworkInterface {
  std::string name;
  std::uint64_t received_bytes = 0, sent_bytes = 0, errors = 0, dropped = 0;
};

struct Temperature {
  std::string zone;  // the sensor's own label
  double celsius = 0;
};

struct BlockDevice {
  std::string name;
  std::uint64_t read_bytes = 0, written_bytes = 0;  // since boot; /proc/diskstats counts sectors of 512 bytes
};

// From org.freedesktop.systemd1(5), logind and timedated over the system bus.
struct Bus {
  bool reachable = false;                    // systemd answered
  std::string detail;                        // why not; empty when it did
  std::optional<std::string> systemd_state;  // Manager.SystemState: running, degraded, …
  std::optional<std::vector<std::string>> failed_units;
  // Watched units by name: ActiveState, or "not-found".
  std::map<std::string, std::string> watched_units;
  std::optional<std::uint64_t> sessions;
  std::optional<bool> ntp_synchronized;
};

enum class Level { ok, warning, critical };
std::string_view to_string(Level level);

struct Reason {
  Level level = Level::warning;
  std::string text;  // one sentence for people, with figures and what to do where that is known
  // What it is about, without figures: the same as long as nothing but they changes. "disk /srv".
  std::string about;
};

struct Snapshot {
  std::chrono::steady_clock::time_point taken;
  std::chrono::system_clock::time_point taken_wall;
  std::optional<double> uptime_seconds;   // /proc/uptime
  std::optional<std::int64_t> boot_time;  // seconds since the epoch; btime of /proc/stat
  Cpu cpu;
  std::optional<Load> load;
  std::optional<Memory> memory;
  Pressure pressure;
  std::vector<Filesystem> filesystems;
  std::vector<BlockDevice> block_devices;
  std::vector<NetworkInterface> interfaces;
  std::vector<Temperature> temperatures;
  std::optional<std::uint64_t> processes;
  std::optional<std::uint64_t> fds_used, fds_max;  // /proc/sys/fs/file-nr
  Bus bus;
  bool redis_up = false;
  bool redis_enabled = true;
  std::string redis_detail;  // why it is down; empty when up
  // Why nothing of the machine is known: the system host does not answer. Empty: it did.
  std::string unreachable;
  // This service itself.
  bool service_able = true;     // false: it cannot do its work (see reasons)
  Level level = Level::ok;      // the worst of `reasons`
  std::vector<Reason> reasons;  // worst first
  bool healthy = true;          // service_able and no critical reason
};

}  // namespace maxos::health
