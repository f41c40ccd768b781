#include "daemon/child_host.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/status.h"

namespace maxos::daemon {
namespace {

// The number under which the child finds its end of the connection.
constexpr int kChildFd = 3;
// What a child that was asked to end may still take.
constexpr int kEndMilliseconds = 2'000;

// What is meant for this process and no other.
constexpr std::array<std::string_view, 7> kOwnVariables = {
    "NOTIFY_SOCKET=", "LISTEN_FDS=",    "LISTEN_PID=",     "LISTEN_FDNAMES=",
    "WATCHDOG_PID=",  "WATCHDOG_USEC=", "STATE_DIRECTORY="};

bool is_ours(std::string_view variable) {
  for (const std::string_view name : kOwnVariables) {
    if (variable.starts_with(name)) return true;
  }
  return false;
}

std::vector<char*> child_environment() {
  std::vector<char*> variables;
  for (char** at = environ; at != nullptr && *at != nullptr; ++at) {
    if (!is_ours(*at)) variables.push_back(*at);
  }
  variables.push_back(nullptr);
  return variables;
}

// A full path: the child is started in the folder of this process, and the file may be a relative one.
std::filesystem::path full_path(const std::filesystem::path& file) {
  std::error_code ignored;
  return file.empty() ? file : std::filesystem::absolute(file, ignored);
}

// posix_spawn, as fork() is not for a process with gRPC in it.
int spawn(pid_t& pid, const std::string& program, std::vector<std::string> words, int fd) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::vector<char*> environment = child_environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fd, kChildFd);
  // Sockets that systemd, or whoever started this process, has handed over.
  posix_spawn_file_actions_addclosefrom_np(&actions, kChildFd + 1);
  const int error =
      ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  // As the units have it (CPUSchedulingPolicy=): a host that wakes does not push aside who hands it its work,
  // so that many requests come to it at once. Its threads, started later, inherit it.
  const sched_param priority{};
  if (error == 0) ::sched_setscheduler(pid, SCHED_BATCH, &priority);
  return error;
}

}  // namespace

std::string program_beside(const std::string& name) {
  // Of a program that was replaced while it ran the name gets " (deleted)" behind it; the folder stays.
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return "/usr/libexec/maxos/" + name;
  return (program.parent_path() / name).string();
}

ChildHost::ChildHost(std::string program, const std::filesystem::path& config_file)
    : program_(std::move(program)), config_file_(full_path(config_file)) {}

ChildHost::~ChildHost() {
  connection_.reset();
  end(0);
}

absl::Status ChildHost::start() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return base::from_errno(errno, "making a connection to " + program_);
  }
  base::UniqueFd ours(ends[0]);
  const base::UniqueFd theirs(ends[1]);
  std::vector<std::string> words = {program_, "--class=files", "--class=system",
                                    "--connection=" + std::to_string(kChildFd)};
  if (!config_file_.empty()) words.push_back("--config=" + config_file_.string());
  if (const int error = spawn(pid_, program_, std::move(words), theirs.get()); error != 0) {
    pid_ = -1;
    return base::from_errno(error, "starting " + program_);
  }
  connection_ = std::move(ours);
  return absl::OkStatus();
}

absl::StatusOr<base::UniqueFd> ChildHost::connect() {
  if (!connection_) {
    end(SIGKILL);
    MAXOS_RETURN_IF_ERROR(start());
  }
  return std::move(connection_);
}

void ChildHost::reload() {
  if (pid_ > 0) ::kill(pid_, SIGHUP);
}

void ChildHost::end(int first_signal) {
  if (pid_ <= 0) return;
  if (first_signal != 0) ::kill(pid_, first_signal);
  // It becomes readable when the process has ended (pidfd_open(2)).
  const base::UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  pollfd ended{process.get(), POLLIN, 0};
  if (!process || ::poll(&ended, 1, kEndMilliseconds) <= 0) ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace maxos::daemon
