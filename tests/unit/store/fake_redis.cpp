#include "fake_redis.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>

namespace maxos::store {
namespace {

// Takes one command (an array of bulk strings) off the front; nothing when it is not whole yet.
std::optional<std::vector<std::string>> take_command(std::string& received) {
  std::size_t at = 0;
  const auto number = [&]() -> std::optional<std::size_t> {
    const std::size_t end = received.find("\r\n", at);
    if (end == std::string::npos) return std::nullopt;
    std::size_t value = 0;
    std::from_chars(received.data() + at + 1, received.data() + end, value);
    at = end + 2;
    return value;
  };
  const auto count = number();
  if (!count) return std::nullopt;
  std::vector<std::string> command;
  for (std::size_t i = 0; i < *count; ++i) {
    const auto length = number();
    if (!length || received.size() < at + *length + 2) return std::nullopt;
    command.push_back(received.substr(at, *length));
    at += *length + 2;
  }
  received.erase(0, at);
  return command;
}

}  // namespace

FakeRedis::FakeRedis(Script script, std::string greeting)
    : script_(std::move(script)), greeting_(std::move(greeting)) {
  std::string path = "/tmp/maxos-fake-XXXXXX";
  directory_ = ::mkdtemp(path.data());
  listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, config().socket.c_str(), sizeof address.sun_path - 1);
  if (::bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) std::abort();
  if (::listen(listener_.get(), 64) != 0) std::abort();
  stop_.reset(::eventfd(0, EFD_CLOEXEC));
  thread_ = std::thread([this] { run(); });
}

FakeRedis::~FakeRedis() {
  const std::uint64_t one = 1;
  if (::write(stop_.get(), &one, sizeof one) != sizeof one) std::abort();
  thread_.join();
  std::filesystem::remove_all(directory_);
}

config::Redis FakeRedis::config() const {
  config::Redis config;
  config.socket = directory_ + "/redis.sock";
  config.command_timeout = std::chrono::milliseconds(200);
  config.connect_timeout = std::chrono::milliseconds(200);
  config.backoff_min = std::chrono::milliseconds(10);
  config.backoff_max = std::chrono::milliseconds(20);
  return config;
}

FakeRedis::Answer FakeRedis::usual(const std::vector<std::string>& command) {
  if (command[0] == "PING") return {"+PONG\r\n"};
  if (command[0] == "SET") return {"+OK\r\n"};
  return {"-ERR unknown command\r\n"};
}

void FakeRedis::run() {
  std::vector<std::unique_ptr<Connection>> connections;
  int count = 0;
  for (;;) {
    std::vector<pollfd> waiting = {{stop_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const auto& connection : connections) waiting.push_back({connection->fd.get(), POLLIN, 0});
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) return;
    for (std::size_t i = connections.size(); i-- > 0;) {
      if (waiting[i + 2].revents != 0 && !serve(*connections[i])) {
        connections.erase(connections.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
    if (waiting[1].revents == 0) continue;
    auto connection = std::make_unique<Connection>();
    connection->fd.reset(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    connection->number = ++count;
    ::send(connection->fd.get(), greeting_.data(), greeting_.size(), MSG_NOSIGNAL);
    connections.push_back(std::move(connection));
  }
}

bool FakeRedis::serve(Connection& connection) {
  std::array<char, 65536> buffer{};
  const ssize_t got = ::recv(connection.fd.get(), buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  connection.received.append(buffer.data(), static_cast<std::size_t>(got));
  while (const auto command = take_command(connection.received)) {
    const Answer answer = script_(connection.number, *command);
    std::string_view rest = answer.bytes;
    while (!rest.empty()) {
      const ssize_t sent = ::send(connection.fd.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    if (answer.close) return false;
  }
  return true;
}

}  // namespace maxos::store
