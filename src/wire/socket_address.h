// Ends of TCP connections in one form, whatever family the sockets have.
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace maxos::wire {

// IPv4 addresses stand as ::ffff:a.b.c.d (RFC 4291, 2.5.5.2), so that an IPv4 socket and an IPv6 socket used
// for IPv4 compare equal.
struct Endpoint {
  std::array<std::uint8_t, 16> address{};
  // Host byte order.
  std::uint16_t port = 0;

  bool operator==(const Endpoint&) const = default;
};

// The endpoint of an AF_INET or AF_INET6 address; nothing for other families.
std::optional<Endpoint> endpoint_of(const sockaddr_storage& address);

bool is_v4(const Endpoint& endpoint);

// 127.0.0.0/8 or ::1.
bool is_loopback(const Endpoint& endpoint);

// "127.0.0.1:50051", "[::1]:50051".
std::string to_text(const Endpoint& endpoint);

}  // namespace maxos::wire
