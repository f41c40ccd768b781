// The listening sockets that systemd hands over (sd_listen_fds(3)).
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "base/fd.h"

namespace maxos::platform {

struct ListenFd {
  std::string name;  // FileDescriptorName= of the socket unit
  base::UniqueFd fd;
  int family = 0;     // AF_INET, AF_INET6, AF_UNIX; AF_NETLINK of one named "diag" (ListenNetlink=inet-diag)
  std::string local;  // "127.0.0.1:50051", "[::1]:50051", "unix:/run/maxos/grpc.sock", "unix-abstract:name"
};

// Takes them over, close-on-exec and non-blocking, and removes $LISTEN_FDS, $LISTEN_PID and $LISTEN_FDNAMES
// from the environment: call it once, before threads start. Empty without socket activation. InvalidArgument
// when one of them is no listening stream socket (all are closed then); the message names the socket unit's
// options to look at.
absl::StatusOr<std::vector<ListenFd>> take_listen_fds();

// The address that a socket is bound to, written as in ListenFd::local; "unknown" when the kernel does not
// say.
std::string local_address(int fd);

}  // namespace maxos::platform
