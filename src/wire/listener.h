// Sockets that listen: handed over by systemd, or bound from the configuration.
#pragma once

#include <absl/status/statusor.h>
#include <sys/types.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.h"

namespace maxos::wire {

// Names of listening sockets (FileDescriptorName= of the socket units).
inline constexpr std::string_view kLoopbackDoor = "grpc";
inline constexpr std::string_view kLocalDoor = "grpc-local";

// The file of a unix socket that this process has bound: removed in the end, unless another socket has taken
// its place.
class SocketFile {
 public:
  SocketFile() = default;
  // `path` must exist.
  explicit SocketFile(std::string path);
  SocketFile(SocketFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}
  SocketFile& operator=(SocketFile&& other) noexcept;
  ~SocketFile() { remove(); }

 private:
  void remove();

  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

struct Listener {
  // grpc (loopback TCP) or grpc-local (unix); a socket of another name is refused at the start with the valid
  // names.
  std::string name;
  base::UniqueFd fd;
  // For people: "127.0.0.1:50051", "/run/maxos/grpc.sock".
  std::string address;
  // Of a unix socket that bind_listeners made.
  SocketFile file = {};
};

// Binds "127.0.0.1:50051", "[::1]:50051" or "unix:/path". Errors name address and cause and say what to do: a
// port in use
// ("another program listens on 127.0.0.1:50051 …"), a path that cannot be made. An IPv6 address on a machine
// without IPv6 is left out as long as another address remains; `notices` gets a sentence about it. A stale
// unix socket file that nobody listens on is replaced. The new socket file has mode 0660. TCP port 0 takes a
// free port, which `address` then names.
absl::StatusOr<std::vector<Listener>> bind_listeners(const std::vector<std::string>& addresses,
                                                     std::vector<std::string>& notices);

// Takes a listening socket that systemd handed over under `name`. Refuses other names, sockets that do not
// listen or are of the wrong family, and TCP addresses beyond loopback, since there is no TLS here. Makes the
// socket non-blocking.
absl::StatusOr<Listener> adopt_listener(std::string_view name, base::UniqueFd fd);

}  // namespace maxos::wire
