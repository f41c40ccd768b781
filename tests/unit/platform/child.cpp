#include "child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace maxos::testing {
namespace {

constexpr int kPatienceMs = 10'000;

struct Pipe {
  base::UniqueFd read, write;
  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) < 0) throw std::runtime_error("pipe2");
    read.reset(ends[0]);
    write.reset(ends[1]);
  }
};

}  // namespace

Child::Child(const std::vector<std::string>& argv) {
  std::vector<char*> arguments;
  arguments.reserve(argv.size() + 1);
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  Pipe input;
  Pipe output;
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork");
  if (pid_ == 0) {
    // Only what is safe after fork in a program with threads.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(input.read.get(), STDIN_FILENO);
    dup2(output.write.get(), STDOUT_FILENO);
    execv(arguments.front(), arguments.data());
    _exit(127);
  }
  input_ = std::move(input.write);
  output_ = std::move(output.read);
}

Child::~Child() {
  signal(SIGKILL);
  waitpid(pid_, nullptr, 0);
}

std::string Child::read_line() {
  for (;;) {
    if (const std::size_t end = buffered_.find('\n'); end != std::string::npos) {
      std::string line = buffered_.substr(0, end);
      buffered_.erase(0, end + 1);
      return line;
    }
    pollfd waiting{output_.get(), POLLIN, 0};
    if (poll(&waiting, 1, kPatienceMs) <= 0)
      throw std::runtime_error("a child process said nothing for ten seconds");
    std::array<char, 4096> bytes{};
    const ssize_t got = read(output_.get(), bytes.data(), bytes.size());
    if (got <= 0) throw std::runtime_error("a child process ended early, or is not installed");
    buffered_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

void Child::write_line(const std::string& line) {
  const std::string text = line + "\n";
  if (write(input_.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("writing to a child process");
  }
}

void Child::signal(int number) const {
  kill(pid_, number);
}

void Child::pause() const {
  signal(SIGSTOP);
  int status = 0;
  waitpid(pid_, &status, WUNTRACED);
}

void Child::resume() const {
  signal(SIGCONT);
}

}  // namespace maxos::testing
