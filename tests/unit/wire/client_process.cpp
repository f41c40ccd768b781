#include "client_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

namespace maxos::wire {
namespace {

constexpr const char* kConnect = R"(
import socket, sys
address = sys.argv[1]
if address.startswith('/'):
    s = socket.socket(socket.AF_UNIX)
    s.connect(address)
else:
    host, port = address.rsplit(':', 1)
    s = socket.create_connection((host.strip('[]'), int(port)))
print('connected', flush=True)
sys.stdin.read()
)";

}  // namespace

ClientProcess::ClientProcess(std::uint32_t uid, std::vector<std::string> arguments,
                             const std::vector<std::uint32_t>& groups) {
  std::string list;
  for (const std::uint32_t group : groups) list.append(list.empty() ? "" : ",").append(std::to_string(group));
  const std::string among = list.empty() ? "--clear-groups" : "--groups=" + list;
  std::vector<std::string> words = {"/usr/bin/setpriv", "--reuid=" + std::to_string(uid), among, "--"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  char path[] = "PATH=/usr/bin:/bin";
  char* environment[] = {path, nullptr};

  int input[2] = {-1, -1};
  int output[2] = {-1, -1};
  EXPECT_EQ(::pipe2(input, O_CLOEXEC), 0);
  EXPECT_EQ(::pipe2(output, O_CLOEXEC), 0);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  const int error = ::posix_spawn(&pid_, argv[0], &actions, nullptr, argv.data(), environment);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(input[0]);
  ::close(output[1]);
  input_.reset(input[1]);
  output_.reset(output[0]);
  EXPECT_EQ(error, 0) << std::strerror(error) << " (setpriv of util-linux, run by root, is needed)";
}

ClientProcess ClientProcess::connecting(std::uint32_t uid, const std::string& address,
                                        const std::vector<std::uint32_t>& groups) {
  return ClientProcess(uid, {"/usr/bin/python3", "-c", kConnect, address}, groups);
}

ClientProcess::~ClientProcess() {
  if (pid_ > 0) finish();
}

std::string ClientProcess::line() {
  std::string text;
  char byte = 0;
  while (::read(output_.get(), &byte, 1) == 1 && byte != '\n') text.push_back(byte);
  return text;
}

int ClientProcess::finish() {
  input_.reset();
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace maxos::wire
