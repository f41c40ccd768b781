#include "agents/system/chosen_processes.h"

#include <algorithm>
#include <set>

#include "agents/json.h"
#include "agents/proc_file.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

bool is_zombie_word(std::string_view name) {
  return name == "zombie" || name == "zombies" || name == "defunct";
}

// The processes of which `test` is true.
template <typename Test>
std::set<int> numbers_of(const std::vector<Process>& processes, Test test) {
  std::set<int> numbers;
  for (const Process& process : processes) {
    if (test(process)) numbers.insert(process.pid);
  }
  return numbers;
}

void keep_only(std::vector<Process>& processes, const std::set<int>& numbers) {
  std::erase_if(processes, [&](const Process& process) { return !numbers.contains(process.pid); });
}

// "process named x" behind the count.
std::string process_words(std::size_t count, const std::string& which) {
  return count == 0 ? "No process " + which + " is running"
                    : base::counted(count, "process", "processes") + " " + which;
}

}  // namespace

absl::StatusOr<std::string> keep_chosen(std::vector<Process>& processes, const std::string& name,
                                        const std::string& proc, Accounts& accounts,
                                        const ExecutionContext& context) {
  bool exactly = false;
  std::set<int> chosen;
  for (const Process& process : processes) {
    MAXOS_RETURN_IF_ERROR(context.check());
    // comm is cut at 15 bytes, and says "python3" for every script.
    const std::string names = base::ascii_lower(process.name)
                                  .append(" ")
                                  .append(base::ascii_lower(program_names(proc, process.pid)));
    if (names.find(name) == std::string::npos) continue;
    chosen.insert(process.pid);
    const auto parts = base::split(names, ' ');
    exactly = exactly || std::find(parts.begin(), parts.end(), name) != parts.end();
  }
  const std::string shown = display_name(name);
  const std::size_t named = chosen.size();
  if (!exactly) {
    const auto alone =
        numbers_of(processes, [&](const Process& process) { return std::to_string(process.pid) == name; });
    if (!alone.empty()) {
      keep_only(processes, alone);
      return "1 process with the number " + shown;
    }
    if (is_zombie_word(name)) {
      keep_only(processes,
                numbers_of(processes, [](const Process& process) { return process.state == 'Z'; }));
      if (processes.empty()) return "No process is a zombie";
      return base::counted(processes.size(), "zombie", "zombies") +
             " (ended, and not yet asked for by a parent)";
    }
    for (const Process& process : processes) {
      MAXOS_RETURN_IF_ERROR(context.check());
      const auto uid = user_of(proc, process.pid);
      if (uid && base::ascii_lower(accounts.user(*uid)) == name) chosen.insert(process.pid);
    }
  }
  keep_only(processes, chosen);
  if (chosen.size() == named) return process_words(named, "named " + shown);
  return process_words(chosen.size(),
                       (named > 0 ? "named " + shown + " or of the user " : "of the user ") + shown);
}

}  // namespace maxos::agents
