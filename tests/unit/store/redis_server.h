// A real redis-server of the test's own, on a unix socket in a directory of its own.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/fd.h"
#include "config/config.h"

namespace maxos::store {

class RedisServer {
 public:
  RedisServer() {
    std::string path = "/tmp/maxos-redis-XXXXXX";
    directory_ = ::mkdtemp(path.data());
  }
  ~RedisServer() {
    kill();
    std::filesystem::remove_all(directory_);
  }
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  // Starts it and waits until it says that it is ready (sd_notify(3)).
  void start(const std::vector<std::string>& more = {}) {
    const std::string notify_path = directory_ + "/notify";
    const base::UniqueFd notify(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, notify_path.c_str(), sizeof address.sun_path - 1);
    ::unlink(notify_path.c_str());
    ASSERT_EQ(::bind(notify.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    std::vector<std::string> words = {"/usr/bin/redis-server",
                                      "--port",
                                      "0",
                                      "--unixsocket",
                                      socket(),
                                      "--dir",
                                      directory_,
                                      "--save",
                                      "",
                                      "--appendonly",
                                      "no",
                                      "--logfile",
                                      directory_ + "/log",
                                      "--supervised",
                                      "systemd"};
    words.insert(words.end(), more.begin(), more.end());
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::string variable = "NOTIFY_SOCKET=" + notify_path;
    std::array<char*, 2> environment = {variable.data(), nullptr};
    ASSERT_EQ(::posix_spawn(&pid_, argv[0], nullptr, nullptr, argv.data(), environment.data()), 0);
    std::array<char, 512> told{};
    for (std::string_view text; text.find("READY=1") == std::string_view::npos;) {
      pollfd waiting{notify.get(), POLLIN, 0};
      ASSERT_EQ(::poll(&waiting, 1, 20'000), 1)
          << "redis-server did not get ready, see " << directory_ << "/log";
      text = {told.data(), static_cast<std::size_t>(::recv(notify.get(), told.data(), told.size(), 0))};
    }
  }
  // At once, nothing saved.
  void kill() { end(SIGKILL); }
  // As `systemctl stop` does it.
  void terminate() { end(SIGTERM); }
  void freeze() const { ::kill(pid_, SIGSTOP); }
  void thaw() const { ::kill(pid_, SIGCONT); }

  std::string socket() const { return directory_ + "/redis.sock"; }
  const std::string& directory() const { return directory_; }

  // A client's configuration for it, with short waits.
  config::Redis config() const {
    config::Redis config;
    config.socket = socket();
    config.backoff_min = std::chrono::milliseconds(10);
    config.backoff_max = std::chrono::milliseconds(50);
    return config;
  }

 private:
  void end(int signal) {
    if (pid_ <= 0) return;
    ::kill(pid_, signal);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }

  std::string directory_;
  pid_t pid_ = -1;
};

}  // namespace maxos::store
