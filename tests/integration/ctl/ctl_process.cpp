#include "ctl_process.h"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace maxos::ctl {
namespace {

constexpr int kPatienceMs = 30'000;

struct Pipe {
  base::UniqueFd read, write;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

CtlProcess::CtlProcess(const std::vector<std::string>& arguments, bool terminal,
                       const std::vector<std::string>& environment) {
  std::vector<std::string> words = {MAXOSCTL_PATH};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = environment;
  variables.emplace_back("LC_ALL=C.UTF-8");

  base::UniqueFd child_in, child_out, child_err;
  if (terminal) {
    int ours = -1;
    int theirs = -1;
    const winsize size{.ws_row = 24, .ws_col = 60, .ws_xpixel = 0, .ws_ypixel = 0};
    if (openpty(&ours, &theirs, nullptr, nullptr, &size) != 0) throw std::runtime_error("openpty failed");
    fcntl(ours, F_SETFD, FD_CLOEXEC);
    fcntl(theirs, F_SETFD, FD_CLOEXEC);
    out_.reset(ours);
    in_.reset(fcntl(ours, F_DUPFD_CLOEXEC, 0));
    child_in.reset(theirs);
    child_out.reset(fcntl(theirs, F_DUPFD_CLOEXEC, 0));
    child_err.reset(fcntl(theirs, F_DUPFD_CLOEXEC, 0));
  } else {
    Pipe in, out, err;
    in_ = std::move(in.write);
    child_in = std::move(in.read);
    out_ = std::move(out.read);
    child_out = std::move(out.write);
    err_ = std::move(err.read);
    child_err = std::move(err.write);
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, child_in.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, child_out.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, child_err.get(), STDERR_FILENO);
  const int error = posix_spawn(&pid_, MAXOSCTL_PATH, &actions, nullptr, pointers(words).data(),
                                pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " MAXOSCTL_PATH);
}

CtlProcess::~CtlProcess() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void CtlProcess::send_signal(int number) const {
  kill(pid_, number);
}

void CtlProcess::type(std::string_view text) {
  if (write(in_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("maxosctl does not take input");
  }
}

bool CtlProcess::read_some(int timeout_ms) {
  std::array<pollfd, 2> waits{{{.fd = out_.get(), .events = POLLIN, .revents = 0},
                               {.fd = err_.get(), .events = POLLIN, .revents = 0}}};
  if (!out_ && !err_) return false;
  if (poll(waits.data(), waits.size(), timeout_ms) <= 0) {
    kill(pid_, SIGKILL);
    ended_.err += "[killed: silent for too long]";
    return false;
  }
  std::array<char, 4096> buffer{};
  const auto take = [&](base::UniqueFd& fd, const pollfd& wait, std::string& text) {
    if (wait.revents == 0) return;
    const ssize_t count = read(fd.get(), buffer.data(), buffer.size());
    // A pseudo terminal whose other end is closed says EIO.
    if (count <= 0) return fd.reset();
    text.append(buffer.data(), static_cast<std::size_t>(count));
  };
  take(out_, waits[0], ended_.out);
  take(err_, waits[1], ended_.err);
  return true;
}

bool CtlProcess::wait_output(std::string_view text) {
  while (ended_.out.find(text) == std::string::npos) {
    if (!read_some(kPatienceMs)) return false;
  }
  return true;
}

CtlProcess::Ended CtlProcess::wait() {
  while (read_some(kPatienceMs)) {
  }
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  ended_.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended_;
}

CtlProcess::Ended run_ctl(const std::vector<std::string>& arguments) {
  return CtlProcess(arguments).wait();
}

}  // namespace maxos::ctl
