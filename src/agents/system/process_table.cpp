#include "agents/system/process_table.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "agents/proc_file.h"
#include "agents/system/secrets.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

// Shown of a command line.
constexpr std::size_t kMaxCommand = 400;
// Read of one; the kernel keeps megabytes if the program asks.
constexpr std::size_t kMaxArguments = 4096;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

std::vector<std::string_view> arguments_of(std::string_view text) {
  while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
  if (text.empty()) return {};
  return base::split(text, '\0');
}

}  // namespace

std::optional<Process> parse_stat(std::string_view line, std::uint64_t page_size) {
  const std::size_t open = line.find('(');
  const std::size_t close = line.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto pid = leading_number(line);
  // Behind the name, from field 3 (state) on; proc(5).
  const auto fields = base::split(base::trim(line.substr(close + 1)), ' ');
  if (!pid || fields.size() < 22 || fields[0].empty()) return std::nullopt;
  const auto number = [&](std::size_t index) { return leading_number(fields[index - 3]).value_or(0); };
  Process process;
  process.pid = static_cast<int>(*pid);
  process.name = line.substr(open + 1, close - open - 1);
  process.state = fields[0].front();
  process.parent = static_cast<int>(number(4));
  process.cpu_ticks = number(14) + number(15);
  process.threads = number(20);
  process.start_ticks = number(22);
  process.resident_bytes = number(24) * page_size;
  return process;
}

absl::StatusOr<std::vector<Process>> read_processes(const std::string& proc,
                                                    const ExecutionContext& context) {
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(proc.c_str()));
  if (!directory) return base::unavailable("The processes cannot be seen: " + proc + " cannot be read.");
  const auto page_size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::vector<Process> processes;
  while (const dirent* entry = ::readdir(directory.get())) {
    MAXOS_RETURN_IF_ERROR(context.check());
    const std::string_view name = entry->d_name;
    if (name.front() < '0' || name.front() > '9') continue;
    const auto text =
        read_small_file_at(::dirfd(directory.get()), (std::string(name) + "/stat").c_str(), 1024);
    if (!text) continue;
    if (auto process = parse_stat(*text, page_size)) processes.push_back(*std::move(process));
  }
  return processes;
}

std::optional<uid_t> user_of(const std::string& proc, int pid) {
  const std::string status = read_small_file(proc + "/" + std::to_string(pid) + "/status", 4096).value_or("");
  const auto uid = leading_number(field(status, "Uid", ':'));
  return uid ? std::optional(static_cast<uid_t>(*uid)) : std::nullopt;
}

ProcessDetail read_detail(const std::string& proc, int pid) {
  const std::string folder = proc + "/" + std::to_string(pid);
  ProcessDetail detail;
  detail.uid = user_of(proc, pid);
  const std::string arguments = read_small_file(folder + "/cmdline", kMaxArguments).value_or("");
  detail.command = mask_secrets(arguments_of(arguments), kMaxCommand);
  return detail;
}

std::string program_names(const std::string& proc, int pid) {
  const std::string text =
      read_small_file(proc + "/" + std::to_string(pid) + "/cmdline", kMaxArguments).value_or("");
  const auto arguments = arguments_of(text);
  std::string names;
  for (std::size_t i = 0; i < arguments.size() && i < 2; ++i) {
    // An option is no name, and a second argument that is no path may be anything, a secret too.
    if (i > 0 && (arguments[i].starts_with('-') || arguments[i].find('/') == std::string_view::npos)) break;
    names.append(arguments[i].substr(arguments[i].rfind('/') + 1)).append(" ");
  }
  return names;
}

}  // namespace maxos::agents
