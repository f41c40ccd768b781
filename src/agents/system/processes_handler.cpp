#include <algorithm>

#include "agents/accounts.h"
#include "agents/builtin.h"
#include "agents/handler_environment.h"
#include "agents/json.h"
#include "agents/slots.h"
#include "agents/system/chosen_processes.h"
#include "agents/system/cpu_shares.h"
#include "agents/system/process_table.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Shown when nobody names a number: a screenful.
constexpr std::uint64_t kDefaultProcesses = 20;
// Told in the message.
constexpr std::size_t kNamedProcesses = 5;

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
  explicit ProcessesHandler(const HandlerEnvironment& environment)
      : environment_(environment), shares_(environment.proc_root, environment.clock) {}

  const CapabilityDecl& declaration() const override { return declare_system_processes(); }

  absl::StatusOr<Plan> plan(const PlanRequest& request, const ExecutionContext&) override {
    auto slots = check_slots(declaration(), request.slots);
    if (!slots.ok()) return slots.status();
    Plan plan;
    plan.slots = *std::move(slots);
    plan.slots.try_emplace("sort", "cpu");
    plan.slots.try_emplace("limit", std::to_string(kDefaultProcesses));
    return plan;
  }

  absl::StatusOr<Outcome> execute(const Plan& plan, const ExecutionContext& context) override {
    auto read = read_processes(environment_.proc_root, context);
    if (!read.ok()) return read.status();
    std::vector<Process> processes = *std::move(read);
    if (processes.empty())
      return base::unavailable("No process can be seen in " + environment_.proc_root + ".");
    const double window = shares_.fill(processes);
    const std::uint64_t all = processes.size();
    const auto running =
        std::count_if(processes.begin(), processes.end(), [](const Process& p) { return p.state == 'R'; });

    const std::string name = base::ascii_lower(text_slot(plan.slots, "name"));
    Accounts accounts;
    std::string what = base::counted(all, "process", "processes");
    if (!name.empty()) {
      auto chosen = keep_chosen(processes, name, environment_.proc_root, accounts, context);
      if (!chosen.ok()) return chosen.status();
      what = *std::move(chosen);
    }
    const bool by_memory = text_slot(plan.slots, "sort") == "memory";
    std::sort(processes.begin(), processes.end(), [by_memory](const Process& a, const Process& b) {
      if (by_memory && a.resident_bytes != b.resident_bytes) return a.resident_bytes > b.resident_bytes;
      if (!by_memory && a.cpu_percent != b.cpu_percent) return a.cpu_percent > b.cpu_percent;
      return a.pid < b.pid;
    });

    const std::uint64_t total = processes.size();
    processes.resize(
        std::min<std::size_t>(processes.size(), count_slot(plan.slots, "limit", kDefaultProcesses)));
    JsonList list(list_budget(environment_.config()->limits.answer_bytes));
    std::string names;
    std::uint64_t shown = 0;
    for (const Process& process : processes) {
      MAXOS_RETURN_IF_ERROR(context.check());
      const ProcessDetail detail = read_detail(environment_.proc_root, process.pid);
      const bool younger = window > 0 && process.cpu_seconds < window;
      if (!list.add(json_of(process, detail, younger, accounts))) break;
      if (shown++ < kNamedProcesses) {
        names.append(names.empty() ? "" : ", ").append(name_of(process, detail)).append(" (");
        names.append(std::to_string(process.pid)).append(", ");
        names.append(by_memory ? base::human_bytes(process.resident_bytes)
                               : base::decimal(process.cpu_percent, 1) + "% of a CPU");
        if (younger && !by_memory) names.append(" in its " + seconds_words(process.cpu_seconds) + " of life");
        names.append(")");
      }
    }

    Outcome outcome;
    outcome.message = what + (total == 0 ? "." : ". " + most_words(by_memory, window) + names + ".");
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
  static std::string seconds_words(double seconds) {
    return base::decimal(seconds, seconds < 10 ? 1 : 0) + " s";
  }

  static std::string most_words(bool by_memory, double window) {
    if (by_memory) return "Most memory: ";
    return window > 0 ? "Most CPU over the last " + seconds_words(window) + ": "
                      : "Most CPU since they began: ";
  }

  // `younger`: began within the window, and is measured over its own life.
  static std::string json_of(const Process& process, const ProcessDetail& detail, bool younger,
                             Accounts& accounts) {
    JsonObject json;
    json.integer("pid", process.pid).integer("parent", process.parent).text("name", process.name);
    if (detail.uid) json.text("user", accounts.user(*detail.uid));
    json.text("state", state_words(process.state)).decimal("cpu_percent", process.cpu_percent, 1);
    if (younger) json.decimal("cpu_window_seconds", process.cpu_seconds, 1);
    return json.number("memory_bytes", process.resident_bytes)
        .number("threads", process.threads)
        .text("command", detail.command)
        .take();
  }

  const HandlerEnvironment environment_;
  CpuShares shares_;
};

}  // namespace

std::unique_ptr<Handler> make_system_processes(const HandlerEnvironment& environment) {
  return std::make_unique<ProcessesHandler>(environment);
}

}  // namespace maxos::agents
