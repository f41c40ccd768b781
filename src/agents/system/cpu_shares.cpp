#include "agents/system/cpu_shares.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "agents/proc_file.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// An earlier pass serves as the first sample when it is at least this old (clock ticks are coarse) …
constexpr auto kShortestWindow = std::chrono::milliseconds(500);
// … and at most this: beyond, the mean since the process began says as much.
constexpr auto kLongestWindow = std::chrono::minutes(10);
// A shorter life counts as this one: ten clock ticks tell a share to a tenth.
constexpr double kShortestLife = 0.1;

}  // namespace

CpuShares::CpuShares(std::string proc_root, platform::Clock clock)
    : proc_root_(std::move(proc_root)), clock_(std::move(clock)) {}

double CpuShares::fill(std::vector<Process>& processes) {
  const SteadyTime now = clock_.steady();
  const std::shared_ptr<const Pass> first = first_of(pass_of(processes, now));
  const double ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  const double window = first ? std::chrono::duration<double>(now - first->taken).count() : 0;
  const double uptime = uptime_seconds();
  const double most = 100.0 * cpu_count();
  for (Process& process : processes) {
    process.cpu_seconds =
        std::max(uptime - static_cast<double>(process.start_ticks) / ticks_per_second, kShortestLife);
    auto ticks = static_cast<double>(process.cpu_ticks);
    if (first) {
      const auto known = first->times.find(process.pid);
      // The same number may be another process by now: its start tells.
      if (known != first->times.end() && known->second.start_ticks == process.start_ticks) {
        process.cpu_seconds = window;
        ticks -= static_cast<double>(std::min(known->second.cpu_ticks, process.cpu_ticks));
      }
    }
    // The times are read one after the other, and each is rounded.
    process.cpu_percent = std::min(100.0 * ticks / ticks_per_second / process.cpu_seconds, most);
  }
  return window;
}

std::shared_ptr<const CpuShares::Pass> CpuShares::pass_of(const std::vector<Process>& processes,
                                                          SteadyTime taken) {
  auto pass = std::make_shared<Pass>();
  pass->taken = taken;
  pass->times.reserve(processes.size());
  for (const Process& process : processes) {
    pass->times.emplace(process.pid,
                        Pass::Times{.start_ticks = process.start_ticks, .cpu_ticks = process.cpu_ticks});
  }
  return pass;
}

std::shared_ptr<const CpuShares::Pass> CpuShares::first_of(std::shared_ptr<const Pass> current) {
  const SteadyTime now = current->taken;
  return passes_.with([&](Passes& passes) {
    if (passes.newer == nullptr || now - passes.newer->taken >= kShortestWindow) {
      passes.older = std::exchange(passes.newer, std::move(current));
    }
    const bool usable = passes.older != nullptr && now - passes.older->taken >= kShortestWindow &&
                        now - passes.older->taken <= kLongestWindow;
    return usable ? passes.older : std::shared_ptr<const Pass>();
  });
}

// With the hundredths: a whole second is all of a young process's life.
double CpuShares::uptime_seconds() const {
  const std::string text = read_line(proc_root_ + "/uptime");
  double seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

// "cpu0 …", one line for each CPU that is in use; proc(5).
double CpuShares::cpu_count() const {
  const std::string stat = read_small_file(proc_root_ + "/stat").value_or("");
  int count = 0;
  for (const std::string_view line : base::split(stat, '\n'))
    count += line.starts_with("cpu") && !line.starts_with("cpu ") ? 1 : 0;
  return count > 0 ? count : static_cast<double>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
}

}  // namespace maxos::agents
