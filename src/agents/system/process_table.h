// One pass over /proc.
#pragma once

#include <absl/status/statusor.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agents/agent.h"
#include "base/fd.h"

namespace maxos::agents {

struct Process {
  int pid = 0;
  int parent = 0;
  std::string name;               // comm, at most 15 bytes
  char state = '?';               // as in proc(5)
  std::uint64_t cpu_ticks = 0;    // user and system time, clock ticks
  std::uint64_t start_ticks = 0;  // after boot
  std::uint64_t resident_bytes = 0;
  std::uint64_t threads = 0;
  double cpu_percent = 0;  // of one CPU; filled by CpuShares, as is what it is over
  double cpu_seconds = 0;
};

// One line of /proc/PID/stat; nothing when it is not that. Names may hold spaces and parentheses.
std::optional<Process> parse_stat(std::string_view line, std::uint64_t page_size);

// All processes that could be read; those that vanish meanwhile are left out. Unavailable when `proc` cannot
// be read.
absl::StatusOr<std::vector<Process>> read_processes(const std::string& proc, const ExecutionContext& context);

// Whose the process is; nothing when it cannot be read.
std::optional<uid_t> user_of(const std::string& proc, int pid);

// More of one process, at some cost. What cannot be read is absent.
struct ProcessDetail {
  std::optional<uid_t> uid;
  // The arguments, secrets hidden; empty for kernel threads and zombies.
  std::string command;
};
ProcessDetail read_detail(const std::string& proc, int pid);

// The last component of the program's path (argv[0]) and, for interpreters, what they run; empty when it
// cannot be read.
std::string program_names(const std::string& proc, int pid);

}  // namespace maxos::agents
