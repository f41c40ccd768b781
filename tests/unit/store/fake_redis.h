// A server that says what a test tells it to say, on a unix socket.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.h"
#include "config/config.h"

namespace maxos::store {

class FakeRedis {
 public:
  // What it does on a command.
  struct Answer {
    std::string bytes;
    bool close = false;
  };
  // Called on the server's thread with the number of the connection (from 1) and the command.
  using Script = std::function<Answer(int connection, const std::vector<std::string>& command)>;

  // `greeting` is sent to every connection at once.
  explicit FakeRedis(Script script, std::string greeting = {});
  ~FakeRedis();
  FakeRedis(const FakeRedis&) = delete;
  FakeRedis& operator=(const FakeRedis&) = delete;

  config::Redis config() const;

  // +OK for SET, +PONG for PING, an error for the rest: what a script falls back to.
  static Answer usual(const std::vector<std::string>& command);

 private:
  struct Connection {
    base::UniqueFd fd;
    int number = 0;
    std::string received;
  };

  void run();
  // False when the connection ended.
  bool serve(Connection& connection);

  const Script script_;
  const std::string greeting_;
  std::string directory_;
  base::UniqueFd listener_;
  base::UniqueFd stop_;
  std::thread thread_;
};

}  // namespace maxos::store
