#include <unistd.h>

#include <algorithm>
#include <unordered_map>

#include "agents/accounts.h"
#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/proc_file.h"
#include "agents/slots.h"
#include "agents/system/process_table.h"
#include "base/guarded.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// Shown when nobody names a number: a screenful.
constexpr std::uint64_t kDefaultLimit = 20;
// Told in the message.
constexpr std::size_t kNamed = 5;
// An earlier pass serves as the first sample when it is at least this old (clock ticks are coarse) …
constexpr auto kShortestWindow = std::chrono::milliseconds(500);
// … and at most this: beyond, the mean since the process began says as much.
constexpr auto kLongestWindow = std::chrono::minutes(10);

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

std::shared_ptr<const Pass> pass_of(const std::vector<Process>& processes, SteadyTime taken) {
  auto pass = std::make_shared<Pass>();
  pass->taken = taken;
  pass->times.reserve(processes.size());
  for (const Process& process : processes) {
    pass->times.emplace(process.pid,
                        Pass::Times{.start_ticks = process.start_ticks, .cpu_ticks = process.cpu_ticks});
  }
  return pass;
}

bool contains(std::string_view text, std::string_view lower_part) {
  return base::ascii_lower(text).find(lower_part) != std::string::npos;
}

std::string name_of(const Process& process, const ProcessDetail& detail) {
  // The kernel's own threads in brackets, as ps(1) shows them.
  const std::string name = display_name(process.name);
  return detail.command.empty() && process.state != 'Z' ? "[" + name + "]" : name;
}

std::string state_words(char state) {
  switch (state) {
    case 'R':
      return "running";
    case 'S':
      return "sleeping";
    case 'D':
      return "waiting for a device";
    case 'Z':
      return "zombie";
    case 'T':
    case 't':
      return "stopped";
    case 'I':
      return "idle";
    default:
      return "other";
  }
}

class ProcessesHandler : public Handler {
 public:
  explicit ProcessesHandler(const HandlerEnvironment& environment) : environment_(environment) {}

  const CapabilityDecl& declaration() const override { return declare_system_processes(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("sort", "cpu");
    plan.slots.try_emplace("limit", std::to_string(kDefaultLimit));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    auto read = read_processes(environment_.proc_root, context);
    if (!read.ok()) return read.status();
    std::vector<Process> processes = *std::move(read);
    if (processes.empty())
      return base::unavailable("No process can be seen in " + environment_.proc_root + ".");
    const double window = fill_cpu(processes);
    const std::uint64_t all = processes.size();
    const auto running =
        std::count_if(processes.begin(), processes.end(), [](const Process& p) { return p.state == 'R'; });

    const std::string name = base::ascii_lower(text_slot(plan.slots, "name"));
    if (!name.empty()) MAXOS_RETURN_IF_ERROR(keep_named(processes, name, context));
    const bool by_memory = text_slot(plan.slots, "sort") == "memory";
    std::sort(processes.begin(), processes.end(), [by_memory](const Process& a, const Process& b) {
      if (by_memory && a.resident_bytes != b.resident_bytes) return a.resident_bytes > b.resident_bytes;
      if (!by_memory && a.cpu_percent != b.cpu_percent) return a.cpu_percent > b.cpu_percent;
      return a.pid < b.pid;
    });

    const std::uint64_t total = processes.size();
    processes.resize(std::min<std::size_t>(processes.size(), count_slot(plan.slots, "limit", kDefaultLimit)));
    Accounts accounts;
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::string names;
    std::uint64_t shown = 0;
    for (const Process& process : processes) {
      MAXOS_RETURN_IF_ERROR(context.check());
      const ProcessDetail detail = read_detail(environment_.proc_root, process.pid);
      if (!list.add(json_of(process, detail, accounts))) break;
      if (shown++ < kNamed) {
        names.append(names.empty() ? "" : ", ").append(name_of(process, detail)).append(" (");
        names.append(std::to_string(process.pid)).append(", ");
        names.append(by_memory ? base::human_bytes(process.resident_bytes)
                               : base::decimal(process.cpu_percent, 1) + "% of a CPU");
        names.append(")");
      }
    }

    Outcome outcome;
    outcome.message = message_of(name, total, by_memory, window, names);
    outcome.values = {{"processes", list.take()},
                      {"total_count", std::to_string(total)},
                      {"shown_count", std::to_string(shown)},
                      {"truncated", shown < total ? "true" : "false"},
                      {"all_count", std::to_string(all)},
                      {"running_count", std::to_string(running)}};
    // Absent: the shares are means since each process began.
    if (window > 0) outcome.values.emplace_back("cpu_window_seconds", base::decimal(window, 1));
    return outcome;
  }

 private:
  static std::string message_of(const std::string& name, std::uint64_t total, bool by_memory, double window,
                                const std::string& names) {
    const std::string what = name.empty() ? "" : " named " + display_name(name);
    if (total == 0) return "No process" + what + " is running.";
    std::string text = base::counted(total, "process", "processes") + what + ". ";
    text.append(by_memory ? "Most memory: " : "Most CPU ");
    if (!by_memory) {
      text.append(window > 0 ? "over the last " + base::decimal(window, window < 10 ? 1 : 0) + " s: "
                             : "since they began: ");
    }
    return text + names + ".";
  }

  std::string json_of(const Process& process, const ProcessDetail& detail, Accounts& accounts) const {
    JsonObject json;
    json.integer("pid", process.pid).integer("parent", process.parent).text("name", process.name);
    if (detail.uid) json.text("user", accounts.user(*detail.uid));
    return json.text("state", state_words(process.state))
        .decimal("cpu_percent", process.cpu_percent, 1)
        .number("memory_bytes", process.resident_bytes)
        .number("threads", process.threads)
        .text("command", detail.command)
        .take();
  }

  absl::Status keep_named(std::vector<Process>& processes, const std::string& name,
                          const ExecutionContext& context) const {
    absl::Status status;
    std::erase_if(processes, [&](const Process& process) {
      if (!status.ok()) return false;
      status = context.check();
      // comm is cut at 15 bytes, and says "python3" for every script.
      return !contains(process.name, name) &&
             !contains(program_names(environment_.proc_root, process.pid), name);
    });
    return status;
  }

  // Fills cpu_percent. Returns the window in seconds, 0 when it is each process's own life.
  double fill_cpu(std::vector<Process>& processes) {
    const SteadyTime now = environment_.clock.steady();
    const auto current = pass_of(processes, now);
    const auto usable = [&](const std::shared_ptr<const Pass>& pass) {
      return pass != nullptr && now - pass->taken >= kShortestWindow && now - pass->taken <= kLongestWindow;
    };
    const std::shared_ptr<const Pass> first = passes_.with([&](Passes& passes) {
      if (passes.newer == nullptr || now - passes.newer->taken >= kShortestWindow) {
        passes.older = std::exchange(passes.newer, current);
      }
      return usable(passes.older) ? passes.older : std::shared_ptr<const Pass>();
    });
    const double ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const double window = first ? std::chrono::duration<double>(now - first->taken).count() : 0;
    const double uptime = uptime_seconds();
    for (Process& process : processes) {
      double seconds = uptime - static_cast<double>(process.start_ticks) / ticks_per_second;
      double ticks = static_cast<double>(process.cpu_ticks);
      if (first) {
        const auto known = first->times.find(process.pid);
        // The same number may be another process by now: its start tells.
        if (known != first->times.end() && known->second.start_ticks == process.start_ticks) {
          seconds = window;
          ticks -= static_cast<double>(std::min(known->second.cpu_ticks, process.cpu_ticks));
        }
      }
      // Below a tick's length a share would be noise.
      constexpr double kShortestLife = 0.1;
      process.cpu_percent = 100.0 * ticks / ticks_per_second / std::max(seconds, kShortestLife);
    }
    return window;
  }

  double uptime_seconds() const {
    const std::string text = read_line(environment_.proc_root + "/uptime");
    return static_cast<double>(leading_number(text).value_or(0));
  }

  const HandlerEnvironment environment_;
  base::Guarded<Passes> passes_;
};

}  // namespace

std::unique_ptr<Handler> make_system_processes(const HandlerEnvironment& environment) {
  return std::make_unique<ProcessesHandler>(environment);
}

}  // namespace maxos::agents
