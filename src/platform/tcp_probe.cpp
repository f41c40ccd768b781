#include "platform/tcp_probe.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/fd.h"
#include "base/status.h"

namespace maxos::platform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kSlice = std::chrono::milliseconds(100);

PortState state_of(int error) {
  switch (error) {
    case 0:
      return PortState::open;
    case ECONNREFUSED:
    case ECONNRESET:
      return PortState::closed;
    case ETIMEDOUT:
      return PortState::filtered;
    default:
      return PortState::unreachable;
  }
}

PortProbe result(int error, Clock::time_point began) {
  return {.state = state_of(error),
          .error = error,
          .took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began)};
}

}  // namespace

absl::StatusOr<PortProbe> probe_tcp(const InternetAddress& target, std::chrono::milliseconds patience,
                                    const std::function<absl::Status()>& check) {
  const base::UniqueFd fd(::socket(target.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto began = Clock::now();
  // A machine without IPv6 cannot reach such an address.
  if (!fd && errno == EAFNOSUPPORT) return result(ENETUNREACH, began);
  if (!fd) return base::from_errno(errno, "opening a socket");
  if (::connect(fd.get(), target.raw(), target.size) == 0) return result(0, began);
  if (errno != EINPROGRESS) return result(errno, began);
  while (true) {
    MAXOS_RETURN_IF_ERROR(check());
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(began + patience - Clock::now());
    if (left.count() <= 0) return result(ETIMEDOUT, began);
    pollfd waiting{fd.get(), POLLOUT, 0};
    if (::poll(&waiting, 1, static_cast<int>(std::min(left, kSlice).count())) <= 0) continue;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    return result(error, began);
  }
}

}  // namespace maxos::platform
