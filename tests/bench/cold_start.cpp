// From nothing running to the first answer, once; prints one line of JSON.
//
//   bench_cold_start activate METHOD PROGRAM [ARGUMENT...]   holds the socket as systemd does, starts PROGRAM
//   when a client has
//                                                            connected; measured from the client's connect()
//   bench_cold_start self ADDRESS METHOD PROGRAM [ARG...]    starts PROGRAM, which listens on ADDRESS
//   (127.0.0.1:PORT) by itself;
//                                                            measured from before the fork
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "h2_client.h"

namespace maxos::bench {
namespace {

using Clock = std::chrono::steady_clock;

// The first descriptor that systemd passes (sd_listen_fds(3)).
constexpr int kListenFd = 3;
constexpr timeval kAnswerLimit{10, 0};

[[noreturn]] void end(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

void need(bool good, const char* what) {
  if (!good) end(std::string(what) + ": " + std::strerror(errno));
}

// TextRequest{text: "What's my system uptime?"} (protobuf encoding: field 1, length-delimited), or the empty
// HealthRequest.
std::string request_of(std::string_view method) {
  constexpr std::string_view kText = "What's my system uptime?";
  if (method == "health") return call_bytes("/maxos.MaxOSService/GetSystemHealth", "localhost", "");
  std::string message("\x0a");
  message.push_back(static_cast<char>(kText.size()));
  message.append(kText);
  return call_bytes("/maxos.MaxOSService/HandleText", "localhost", message);
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// Blocking; -1 when nobody listens there.
int try_connect(const sockaddr_in& address) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  need(client >= 0, "socket");
  const int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &kAnswerLimit, sizeof kAnswerLimit);
  if (connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return client;
  close(client);
  return -1;
}

void send_all(int client, const std::string& bytes) {
  need(write(client, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "write");
}

// `listener`: passed as systemd would, or -1.
pid_t start(char** command, int listener) {
  const pid_t child = fork();
  need(child >= 0, "fork");
  if (child != 0) return child;
  if (listener >= 0) {
    // dup2() onto itself would leave close-on-exec set.
    if (listener == kListenFd) {
      fcntl(kListenFd, F_SETFD, 0);
    } else {
      dup2(listener, kListenFd);
    }
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_FDNAMES", "grpc", 1);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  }
  execv(command[0], command);
  std::fprintf(stderr, "%s: %s\n", command[0], std::strerror(errno));
  _exit(127);
}

void stop(pid_t child, int client) {
  close(client);
  kill(child, SIGTERM);
  constexpr int kTries = 1000;
  constexpr useconds_t kPause = 10'000;  // microseconds: 10 s in all
  int status = 0;
  for (int i = 0; i < kTries; ++i) {
    if (waitpid(child, &status, WNOHANG) == child) return;
    usleep(kPause);
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  end("the server did not stop within 10 s of SIGTERM");
}

void report(Clock::time_point began, pid_t child, int client) {
  const std::string wrong = read_answer(client);
  const auto took = std::chrono::duration<double, std::micro>(Clock::now() - began);
  stop(child, client);
  if (!wrong.empty()) end(wrong);
  std::printf("{\"us\": %.1f}\n", took.count());
}

void activate(std::string_view method, char** command) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  need(listener >= 0, "socket");
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  need(bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0, "bind");
  need(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
  need(listen(listener, SOMAXCONN) == 0, "listen");
  const std::string request = request_of(method);

  const Clock::time_point began = Clock::now();
  const int client = try_connect(address);
  need(client >= 0, "connect");
  send_all(client, request);
  pollfd waiting{listener, POLLIN, 0};
  need(poll(&waiting, 1, -1) == 1, "poll");
  const pid_t child = start(command, listener);
  report(began, child, client);
}

void self(const std::string& address_text, std::string_view method, char** command) {
  const std::size_t colon = address_text.rfind(':');
  if (colon == std::string::npos) end("ADDRESS is 127.0.0.1:PORT");
  const sockaddr_in address = loopback(std::stoi(address_text.substr(colon + 1)));
  const std::string request = request_of(method);

  const Clock::time_point began = Clock::now();
  const pid_t child = start(command, -1);
  constexpr useconds_t kPause = 50;
  int client = -1;
  while ((client = try_connect(address)) < 0) {
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child) end("the server ended before it listened");
    usleep(kPause);
  }
  send_all(client, request);
  report(began, child, client);
}

}  // namespace
}  // namespace maxos::bench

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "activate" && argc > 3) {
    maxos::bench::activate(argv[2], argv + 3);
  } else if (mode == "self" && argc > 4) {
    maxos::bench::self(argv[2], argv[3], argv + 4);
  } else {
    std::fprintf(stderr, "usage: see the head of cold_start.cpp\n");
    return 2;
  }
  return 0;
}
