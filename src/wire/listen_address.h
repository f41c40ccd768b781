// The form of server.listen.
#pragma once

#include <absl/status/statusor.h>
#include <sys/socket.h>

#include <string>
#include <string_view>

namespace maxos::wire {

struct ListenAddress {
  // AF_INET or AF_INET6; unused for a unix socket.
  sockaddr_storage tcp{};
  // Absolute path of a unix socket; empty for TCP.
  std::string path;
  // In its plain form, for people and comparisons: "127.0.0.1:50051", "unix:/run/maxos/grpc.sock".
  std::string text;

  bool is_unix() const { return !path.empty(); }
  // TCP port 0.
  bool takes_free_port() const;
};

// "127.0.0.1:50051", "[::1]:50051", "unix:/path" (also unix:///path). InvalidArgument shows the valid forms;
// addresses beyond loopback are refused, since plain TCP there would let anybody in.
absl::StatusOr<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace maxos::wire
