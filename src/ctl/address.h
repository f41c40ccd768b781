// Where the daemon is.
#pragma once

#include <absl/status/statusor.h>

#include <string>
#include <string_view>

namespace maxos::ctl {

inline constexpr std::string_view kDefaultAddress = "unix:/run/maxos/grpc.sock";

struct Address {
  // Of a unix socket; empty for TCP.
  std::string path;
  std::string host;
  std::string port;

  bool is_unix() const { return !path.empty(); }
  // On this machine: a unix socket, localhost, 127.0.0.0/8 or ::1.
  bool is_local() const;
  // As one would write it: "unix:/run/maxos/grpc.sock", "[::1]:50051".
  std::string text() const;
};

// Reads "unix:/path", "unix:///path", "/path", "HOST:PORT", "[IPV6]:PORT". InvalidArgument says which forms
// there are.
absl::StatusOr<Address> parse_address(std::string_view text);

}  // namespace maxos::ctl
