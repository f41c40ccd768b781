#include "platform/icmp_echo.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <sys/socket.h>
// After the C library's own headers, which it conflicts with otherwise.
#include <linux/errqueue.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/status.h"

namespace maxos::platform {
namespace {

constexpr std::size_t kHeaderBytes = 8;
constexpr std::size_t kPayloadBytes = 56;

struct Received {
  std::array<std::uint8_t, 512> data{};
  alignas(cmsghdr) std::array<char, 512> control{};
  msghdr message{};
  iovec part{};
  ssize_t size = -1;
};

void receive(int fd, int flags, Received& into) {
  into.part = {.iov_base = into.data.data(), .iov_len = into.data.size()};
  into.message.msg_iov = &into.part;
  into.message.msg_iovlen = 1;
  into.message.msg_control = into.control.data();
  into.message.msg_controllen = into.control.size();
  into.size = ::recvmsg(fd, &into.message, flags | MSG_DONTWAIT);
}

void set(int fd, int level, int option) {
  const int on = 1;
  ::setsockopt(fd, level, option, &on, sizeof on);
}

std::string offender_of(const sock_extended_err& error) {
  InternetAddress from;
  const sockaddr* address = SO_EE_OFFENDER(&error);
  if (address->sa_family != AF_INET && address->sa_family != AF_INET6) return "";
  from.size = address->sa_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  std::memcpy(&from.storage, address, from.size);
  return from.text();
}

}  // namespace

absl::StatusOr<IcmpEcho> IcmpEcho::open(const InternetAddress& target) {
  const bool v6 = target.family() == AF_INET6;
  base::UniqueFd fd(::socket(target.family(), SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                             v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP)));
  if (!fd) {
    if (errno == EACCES || errno == EPERM) return base::denied("the kernel refuses an ICMP socket");
    return base::unavailable("This machine does not speak ICMP over " + std::string(v6 ? "IPv6." : "IPv4."));
  }
  set(fd.get(), v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP),
      v6 ? IPV6_RECVERR : IP_RECVERR);
  set(fd.get(), v6 ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP),
      v6 ? IPV6_RECVHOPLIMIT : IP_RECVTTL);
  if (::connect(fd.get(), target.raw(), target.size) != 0)
    return base::unavailable("This machine has no route to " + target.text() + ".");
  return IcmpEcho(std::move(fd), target.family());
}

int IcmpEcho::send(std::uint16_t sequence) {
  // Identifier and checksum are the kernel's.
  std::array<std::uint8_t, kHeaderBytes + kPayloadBytes> packet{};
  packet[0] = family_ == AF_INET6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
  packet[6] = static_cast<std::uint8_t>(sequence >> 8);
  packet[7] = static_cast<std::uint8_t>(sequence & 0xFF);
  for (std::size_t i = kHeaderBytes; i < packet.size(); ++i) packet[i] = static_cast<std::uint8_t>(i);
  for (;;) {
    if (::send(fd_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) >= 0) return 0;
    if (errno != EINTR) return errno;
  }
}

EchoEvent IcmpEcho::wait(std::chrono::milliseconds patience) {
  pollfd waiting{fd_.get(), POLLIN, 0};
  if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return {};
  if ((waiting.revents & POLLERR) != 0) {
    if (auto error = read_error()) return {.reply = std::nullopt, .error = std::move(error)};
  }
  return read_reply();
}

EchoEvent IcmpEcho::read_reply() {
  Received received;
  receive(fd_.get(), 0, received);
  if (received.size < static_cast<ssize_t>(kHeaderBytes)) return {};
  if (received.data[0] != (family_ == AF_INET6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY)) return {};
  EchoReply reply;
  reply.sequence = static_cast<std::uint16_t>(received.data[6] << 8 | received.data[7]);
  for (cmsghdr* part = CMSG_FIRSTHDR(&received.message); part != nullptr;
       part = CMSG_NXTHDR(&received.message, part)) {
    const bool hops = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_TTL) ||
                      (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_HOPLIMIT);
    if (hops && part->cmsg_len >= CMSG_LEN(sizeof(int)))
      std::memcpy(&reply.hops_left, CMSG_DATA(part), sizeof reply.hops_left);
  }
  return {.reply = reply, .error = std::nullopt};
}

std::optional<EchoError> IcmpEcho::read_error() {
  Received received;
  receive(fd_.get(), MSG_ERRQUEUE, received);
  if (received.size < 0) return std::nullopt;
  for (cmsghdr* part = CMSG_FIRSTHDR(&received.message); part != nullptr;
       part = CMSG_NXTHDR(&received.message, part)) {
    const bool error = (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_RECVERR) ||
                       (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_RECVERR);
    // The offender's address stands behind the fixed part.
    if (!error || part->cmsg_len < CMSG_LEN(sizeof(sock_extended_err) + sizeof(sockaddr_in))) continue;
    const auto* what = reinterpret_cast<const sock_extended_err*>(CMSG_DATA(part));
    return EchoError{.error = static_cast<int>(what->ee_errno),
                     .from = what->ee_origin == SO_EE_ORIGIN_LOCAL ? "" : offender_of(*what)};
  }
  return std::nullopt;
}

}  // namespace maxos::platform
