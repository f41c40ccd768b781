#include "ctl/administration/machine.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "base/fd.h"
#include "base/status.h"
#include "base/text.h"

namespace maxos::ctl {
namespace {

constexpr const char* kSystemctl = "/usr/bin/systemctl";
// What systemctl says when it fails, at most.
constexpr std::size_t kMaxOutput = 4'096;

// NOLINTBEGIN(concurrency-mt-unsafe): the user database is read on the main thread alone.
bool is_member(const passwd& account) {
  const group* callers = getgrnam("maxos-users");
  if (callers == nullptr) return false;
  const gid_t wanted = callers->gr_gid;
  int count = 65'536;
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgrouplist(account.pw_name, account.pw_gid, groups.data(), &count) < 0) return false;
  groups.resize(static_cast<std::size_t>(count));
  return std::find(groups.begin(), groups.end(), wanted) != groups.end();
}

std::optional<LocalAccount> find_account(const std::string& name) {
  const passwd* found = getpwnam(name.c_str());
  if (found == nullptr) return std::nullopt;
  LocalAccount account{found->pw_name, found->pw_uid, found->pw_dir, found->pw_shell, false};
  account.is_member = is_member(*found);
  return account;
}
// NOLINTEND(concurrency-mt-unsafe)

absl::StatusOr<Directory> look_at_directory(const std::string& path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  if (error) return base::from_errno(error.value(), path);
  struct stat info {};
  if (::stat(real.c_str(), &info) != 0) return base::from_errno(errno, path);
  if (!S_ISDIR(info.st_mode)) return base::invalid_argument(path + " is not a directory");
  return Directory{real.string(), info.st_uid};
}

// What comes out of `fd` until its end; what is too much is read and dropped.
std::string read_output(const base::UniqueFd& fd) {
  std::string output;
  std::array<char, 1'024> buffer{};
  for (;;) {
    const ssize_t size = ::read(fd.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return output;
    const auto room = kMaxOutput - std::min(kMaxOutput, output.size());
    output.append(buffer.data(), std::min(room, static_cast<std::size_t>(size)));
  }
}

// No shell, a fixed program, an environment of our own, and no question to anybody.
absl::Status run_systemctl(const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {kSystemctl, "--no-ask-password", "--no-pager", "--quiet"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<char*, 3> environment = {const_cast<char*>("PATH=/usr/sbin:/usr/bin:/sbin:/bin"),
                                      const_cast<char*>("LC_ALL=C.UTF-8"), nullptr};
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::from_errno(errno, "running systemctl");
  const base::UniqueFd ours(ends[0]);
  base::UniqueFd theirs(ends[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, theirs.get(), STDERR_FILENO);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, kSystemctl, &actions, nullptr, argv.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  theirs.reset();
  if (error != 0) return base::from_errno(error, std::string("running ").append(kSystemctl));
  const std::string output = read_output(ours);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  std::string message = "systemctl " + base::join(arguments, " ") + " failed";
  if (const auto said = base::trim(output); !said.empty()) message.append(": ").append(said);
  return base::failed_precondition(message);
}

}  // namespace

Machine this_machine() {
  return {.root = {},
          .uid = ::geteuid(),
          .account = find_account,
          .directory = look_at_directory,
          .systemctl = run_systemctl};
}

absl::Status needs_root(const Machine& machine, const std::string& command) {
  if (machine.uid == 0) return absl::OkStatus();
  return base::denied("this changes the machine and needs root; run: sudo maxosctl " + command);
}

}  // namespace maxos::ctl
