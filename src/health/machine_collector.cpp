#include "health/machine_collector.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace maxos::health {
namespace {

// Below this many ticks (of 10 ms, all CPUs together) a difference says nothing; the last one stays.
constexpr std::uint64_t kMinTicks = 20;

constexpr std::size_t kMaxKnownDevices = 1024;

// Applies a parser to a file that may be missing.
template <typename Parser>
auto parsed(platform::KeptFile& file, Parser parser) -> decltype(parser(std::string_view())) {
  const auto text = file.read();
  if (!text) return {};
  return parser(*text);
}

}  // namespace

struct MachineCollector::Directory {
  explicit Directory(const std::string& path) : stream(opendir(path.c_str())) {}
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() {
    if (stream != nullptr) closedir(stream);
  }
  DIR* stream;
};

MachineCollector::MachineCollector(std::string proc_root, std::string sys_root)
    : proc_root_(std::move(proc_root)),
      sys_root_(std::move(sys_root)),
      stat_(proc_root_ + "/stat"),
      loadavg_(proc_root_ + "/loadavg"),
      meminfo_(proc_root_ + "/meminfo"),
      uptime_(proc_root_ + "/uptime"),
      file_nr_(proc_root_ + "/sys/fs/file-nr"),
      cpu_pressure_(proc_root_ + "/pressure/cpu"),
      memory_pressure_(proc_root_ + "/pressure/memory"),
      io_pressure_(proc_root_ + "/pressure/io"),
      net_dev_(proc_root_ + "/self/net/dev"),
      diskstats_(proc_root_ + "/diskstats"),
      mountinfo_(proc_root_ + "/self/mountinfo"),
      temperatures_(sys_root_) {}

MachineCollector::~MachineCollector() = default;

void MachineCollector::collect(Snapshot& out, std::chrono::steady_clock::time_point now) {
  collect_cpu(out);
  out.uptime_seconds = parsed(uptime_, parse_uptime);
  out.load = parsed(loadavg_, parse_loadavg);
  out.memory = parsed(meminfo_, parse_meminfo);
  out.pressure = {parsed(cpu_pressure_, parse_pressure), parsed(memory_pressure_, parse_pressure),
                  parsed(io_pressure_, parse_pressure)};
  if (const auto handles = parsed(file_nr_, parse_file_nr)) {
    out.fds_used = handles->used;
    out.fds_max = handles->max;
  }
  out.interfaces = parsed(net_dev_, parse_net_dev);
  out.processes = count_processes();
  collect_block_devices(out);
  collect_filesystems(out);
  out.temperatures = temperatures_.read(now);
}

void MachineCollector::collect_cpu(Snapshot& out) {
  const ProcStat stat = parsed(stat_, parse_stat);
  out.boot_time = stat.boot_time;
  out.cpu.count = stat.cpus;
  if (!stat.ticks) {
    ticks_.reset();
    used_percent_.reset();
    return;
  }
  if (!ticks_) {
    used_percent_ = used_percent(CpuTicks{}, *stat.ticks);
    ticks_ = stat.ticks;
  } else if (stat.ticks->total < ticks_->total || stat.ticks->total - ticks_->total >= kMinTicks) {
    used_percent_ = used_percent(*ticks_, *stat.ticks);
    ticks_ = stat.ticks;
  }
  out.cpu.used_percent = used_percent_;
}

void MachineCollector::collect_filesystems(Snapshot& out) {
  // The table is the longest of all files here, and changes seldom.
  if (!mountinfo_.unchanged()) {
    const auto text = mountinfo_.read();
    mounts_ = text ? select_mounts(*text) : std::vector<Mount>();
  }
  out.filesystems.reserve(mounts_.size());
  for (const Mount& mount : mounts_) {
    Filesystem filesystem;
    if (measure(mount, filesystem)) out.filesystems.push_back(std::move(filesystem));
  }
}

void MachineCollector::collect_block_devices(Snapshot& out) {
  out.block_devices = parsed(diskstats_, parse_diskstats);
  std::erase_if(out.block_devices, [this](const BlockDevice& device) { return is_partition(device.name); });
  if (out.block_devices.size() > kMaxListed) out.block_devices.resize(kMaxListed);
}

bool MachineCollector::is_partition(const std::string& device) {
  // A name is that of a disk or that of a partition for good.
  if (const auto known = partitions_.find(device); known != partitions_.end()) return known->second;
  const std::string block = sys_root_ + "/block/";
  // Without /sys nothing is known.
  if (access(block.c_str(), F_OK) != 0) return false;
  std::string name = device;
  // "cciss/c0d0" is "cciss!c0d0" there.
  std::replace(name.begin(), name.end(), '/', '!');
  // Whole devices have a directory of their own in /sys/block, partitions do not.
  const bool partition = access((block + name).c_str(), F_OK) != 0;
  if (partitions_.size() < kMaxKnownDevices) partitions_.emplace(device, partition);
  return partition;
}

std::optional<std::uint64_t> MachineCollector::count_processes() {
  if (processes_ == nullptr || processes_->stream == nullptr)
    processes_ = std::make_unique<Directory>(proc_root_);
  if (processes_->stream == nullptr) return std::nullopt;
  rewinddir(processes_->stream);
  std::uint64_t count = 0;
  while (const dirent* const entry = readdir(processes_->stream)) {
    const std::string_view name = entry->d_name;
    if (name.find_first_not_of("0123456789") == std::string_view::npos) ++count;
  }
  // There is no machine without a process: this /proc does not show them.
  return count > 0 ? std::optional(count) : std::nullopt;
}

}  // namespace maxos::health
