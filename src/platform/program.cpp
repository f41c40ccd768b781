#include "platform/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/fd.h"
#include "base/status.h"

namespace maxos::platform {
namespace {

using Clock = std::chrono::steady_clock;

// How soon a stop is seen.
constexpr std::chrono::milliseconds kLook{50};

// posix_spawn's attributes and file actions, given back at the end.
struct Setup {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  Setup() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
  }
  ~Setup() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;
};

// The daemon blocks signals in its threads; a child must not inherit that.
void set_signals(posix_spawnattr_t& attributes) {
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

absl::StatusOr<pid_t> start(const std::vector<std::string>& arguments, int output) {
  Setup setup;
  posix_spawn_file_actions_addopen(&setup.files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&setup.files, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&setup.files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  set_signals(setup.attributes);
  std::vector<std::string> words = arguments;
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  std::string locale = "LC_ALL=C.UTF-8";
  std::array<char*, 3> environment = {path.data(), locale.data(), nullptr};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, words.front().c_str(), &setup.files, &setup.attributes, argv.data(),
                                environment.data());
  if (error != 0) return base::from_errno(error, "Cannot start " + words.front());
  return pid;
}

// Reads until the end, the bound, the deadline or a stop.
absl::Status collect(int input, const ProgramLimit& limit, std::string& output) {
  std::array<char, 16 * 1024> buffer;
  for (;;) {
    if (limit.stop.stop_requested()) return base::cancelled("cancelled");
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(limit.deadline - Clock::now());
    if (left.count() <= 0) return base::deadline_exceeded("it did not end in time");
    pollfd waits{.fd = input, .events = POLLIN, .revents = 0};
    const int ready =
        ::poll(&waits, 1, static_cast<int>(std::min<std::int64_t>(left.count(), kLook.count())));
    if (ready < 0 && errno != EINTR) return base::from_errno(errno, "waiting for its output");
    if (ready <= 0) continue;
    const ssize_t got = ::read(input, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::from_errno(errno, "reading its output");
    if (got == 0) return absl::OkStatus();
    output.append(buffer.data(), static_cast<std::size_t>(got));
    if (output.size() > limit.output_bytes) return base::exhausted("it wrote too much");
  }
}

}  // namespace

absl::StatusOr<std::string> run_program(const std::vector<std::string>& arguments,
                                        const ProgramLimit& limit) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return base::from_errno(errno, "Cannot make a pipe");
  base::UniqueFd input(ends[0]);
  base::UniqueFd output(ends[1]);
  const auto pid = start(arguments, output.get());
  if (!pid.ok()) return pid.status();
  output.reset();
  std::string text;
  const absl::Status read = collect(input.get(), limit, text);
  if (!read.ok()) ::kill(*pid, SIGKILL);
  int status = 0;
  while (::waitpid(*pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!read.ok()) return base::annotate(read, arguments.front());
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return base::internal(arguments.front() + " failed, with " +
                          (WIFEXITED(status) ? "status " + std::to_string(WEXITSTATUS(status))
                                             : "signal " + std::to_string(WTERMSIG(status))));
  }
  return text;
}

}  // namespace maxos::platform
