#include "ctl/connect.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace maxos::ctl {
namespace {

using Clock = std::chrono::steady_clock;

// A unix socket whose backlog is full says EAGAIN and offers nothing to wait for, connect(2).
constexpr int kBacklogRetryMs = 20;

int milliseconds_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

// Waits for `fd` to become writable (-1: for nothing but the time). 0, ETIMEDOUT or EINTR for an interrupt.
int wait_writable(int fd, int milliseconds, const Interrupt& interrupt) {
  std::array<pollfd, 2> waits{
      {{.fd = fd, .events = POLLOUT, .revents = 0}, {.fd = interrupt.fd(), .events = POLLIN, .revents = 0}}};
  const int ready = poll(waits.data(), waits.size(), milliseconds);
  if (waits[1].revents != 0) return EINTR;
  if (ready < 0) return errno;
  return ready == 0 ? ETIMEDOUT : 0;
}

// 0 with `fd` connected, or an errno.
int connect_one(int fd, const sockaddr* address, socklen_t size, Clock::time_point deadline,
                const Interrupt& interrupt) {
  while (connect(fd, address, size) != 0) {
    if (errno == EAGAIN) {
      const int left = milliseconds_until(deadline);
      if (left == 0) return ETIMEDOUT;
      if (const int error = wait_writable(-1, std::min(left, kBacklogRetryMs), interrupt);
          error != 0 && error != ETIMEDOUT) {
        return error;
      }
      continue;
    }
    if (errno != EINPROGRESS) return errno;
    if (const int error = wait_writable(fd, milliseconds_until(deadline), interrupt); error != 0)
      return error;
    int result = 0;
    socklen_t result_size = sizeof result;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &result, &result_size) != 0) return errno;
    return result;
  }
  return 0;
}

std::variant<base::UniqueFd, Trouble> connect_unix(const Address& address, Clock::time_point deadline,
                                                   const Interrupt& interrupt) {
  base::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return explain_connect(errno, address);
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, address.path.data(), std::min(address.path.size(), sizeof name.sun_path - 1));
  const int error =
      connect_one(fd.get(), reinterpret_cast<const sockaddr*>(&name), sizeof name, deadline, interrupt);
  if (error != 0) return explain_connect(error, address);
  return fd;
}

std::variant<base::UniqueFd, Trouble> connect_tcp(const Address& address, Clock::time_point deadline,
                                                  const Interrupt& interrupt) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found); error != 0) {
    return Trouble{
        .exit = ExitCode::unreachable,
        .code = "UNAVAILABLE",
        .message = "the host name '" + address.host + "' cannot be resolved: " + gai_strerror(error),
        .advice = "check the name given with --address"};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, &freeaddrinfo);
  int last = EADDRNOTAVAIL;
  for (const addrinfo* one = found; one != nullptr && last != EINTR; one = one->ai_next) {
    base::UniqueFd fd(
        socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
    if (!fd) {
      last = errno;
      continue;
    }
    last = connect_one(fd.get(), one->ai_addr, one->ai_addrlen, deadline, interrupt);
    if (last != 0) continue;
    // A call is a few small frames, each of which should leave at once; gRPC sets it only on sockets of its
    // own.
    const int on = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
  }
  return explain_connect(last, address);
}

}  // namespace

std::variant<base::UniqueFd, Trouble> connect_to(const Address& address, Clock::time_point deadline,
                                                 const Interrupt& interrupt) {
  return address.is_unix() ? connect_unix(address, deadline, interrupt)
                           : connect_tcp(address, deadline, interrupt);
}

}  // namespace maxos::ctl
