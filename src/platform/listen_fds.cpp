#include "platform/listen_fds.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "base/status.h"

namespace maxos::platform {
namespace {

union Address {
  sockaddr any;
  sockaddr_in in4;
  sockaddr_in6 in6;
  sockaddr_un local;
};

// The name of the one descriptor that is no listening socket (ListenNetlink=inet-diag).
constexpr std::string_view kDiag = "diag";

// OK when `fd` is a listening stream socket of a family that we serve; fills the rest of `out`.
absl::Status inspect(ListenFd& out) {
  if (out.name == kDiag && sd_is_socket(out.fd.get(), AF_NETLINK, 0, -1) > 0) {
    out.family = AF_NETLINK;
    out.local = "netlink:inet-diag";
    return absl::OkStatus();
  }
  const int listening = sd_is_socket(out.fd.get(), AF_UNSPEC, SOCK_STREAM, 1);
  if (listening <= 0) {
    return base::invalid_argument(
        "the descriptor '" + out.name +
        "' handed over by systemd is not a listening stream socket; its socket unit needs "
        "ListenStream= and Accept=no");
  }
  const int flags = fcntl(out.fd.get(), F_GETFL);
  if (flags < 0 || fcntl(out.fd.get(), F_SETFL, flags | O_NONBLOCK) < 0) {
    return base::from_errno(errno, "making the descriptor '" + out.name + "' non-blocking");
  }
  socklen_t length = sizeof out.family;
  if (getsockopt(out.fd.get(), SOL_SOCKET, SO_DOMAIN, &out.family, &length) < 0) {
    return base::from_errno(errno, "asking the family of the descriptor '" + out.name + "'");
  }
  out.local = local_address(out.fd.get());
  return absl::OkStatus();
}

}  // namespace

std::string local_address(int fd) {
  Address address{};
  socklen_t length = sizeof address;
  if (getsockname(fd, &address.any, &length) < 0) return "unknown";
  std::array<char, INET6_ADDRSTRLEN> text{};
  switch (address.any.sa_family) {
    case AF_INET:
      inet_ntop(AF_INET, &address.in4.sin_addr, text.data(), text.size());
      return std::string(text.data()) + ":" + std::to_string(ntohs(address.in4.sin_port));
    case AF_INET6:
      inet_ntop(AF_INET6, &address.in6.sin6_addr, text.data(), text.size());
      return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(address.in6.sin6_port));
    case AF_UNIX: {
      // unix(7): the length says how much of the name there is; a name that starts with NUL is abstract.
      if (length <= offsetof(sockaddr_un, sun_path)) return "unix:";
      const std::size_t size = length - offsetof(sockaddr_un, sun_path);
      const char* const path = address.local.sun_path;
      if (path[0] == '\0') return "unix-abstract:" + std::string(path + 1, size - 1);
      return "unix:" + std::string(path, strnlen(path, size));
    }
    default:
      return "unknown";
  }
}

absl::StatusOr<std::vector<ListenFd>> take_listen_fds() {
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(1, &names);
  if (count < 0) return base::from_errno(-count, "taking the sockets handed over by systemd ($LISTEN_FDS)");
  // All are owned before one is looked at, so that an error closes the rest.
  std::vector<ListenFd> taken;
  taken.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    ListenFd& one = taken.emplace_back();
    one.name = names[i];
    one.fd.reset(SD_LISTEN_FDS_START + i);
    std::free(names[i]);
  }
  std::free(names);
  for (ListenFd& one : taken) MAXOS_RETURN_IF_ERROR(inspect(one));
  return taken;
}

}  // namespace maxos::platform
