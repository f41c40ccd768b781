#include "platform/packets.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/status.h"

namespace maxos::platform {
namespace {

using Clock = std::chrono::steady_clock;

// Below what a socket's buffer takes in one packet by default.
constexpr std::size_t kPartBytes = 32 * 1024;
// The first byte of a packet: whether another one follows.
constexpr char kMore = 'm';
constexpr char kLast = 'l';

absl::Status wait_for(int fd, short events, Clock::time_point until) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    if (left <= 0) return base::deadline_exceeded("no answer in time");
    pollfd waiting{fd, events, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return absl::OkStatus();
    if (ready < 0 && errno != EINTR) return base::from_errno(errno, "waiting for a socket");
  }
}

}  // namespace

absl::StatusOr<base::UniqueFd> connect_packets(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return base::invalid_argument("the socket's path is too long");
  path.copy(address.sun_path, path.size());
  base::UniqueFd fd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return base::from_errno(errno, "opening a socket");
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  if (errno == EACCES || errno == EPERM) return base::denied("no permission to connect to " + path);
  return base::unavailable("nobody listens at " + path);
}

absl::Status send_text(int fd, std::string_view text, std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  while (true) {
    const std::string_view part = text.substr(0, kPartBytes);
    std::string packet(1, part.size() < text.size() ? kMore : kLast);
    packet.append(part);
    MAXOS_RETURN_IF_ERROR(wait_for(fd, POLLOUT, until));
    if (::send(fd, packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
      if (errno == EAGAIN || errno == EINTR) continue;
      return base::unavailable("the other end is gone");
    }
    text.remove_prefix(part.size());
    if (packet.front() == kLast) return absl::OkStatus();
  }
}

absl::StatusOr<std::string> receive_text(int fd, std::size_t max_bytes, std::chrono::milliseconds patience) {
  const auto until = Clock::now() + patience;
  std::string text;
  std::vector<char> packet(kPartBytes + 1);
  while (true) {
    MAXOS_RETURN_IF_ERROR(wait_for(fd, POLLIN, until));
    const auto size = ::recv(fd, packet.data(), packet.size(), MSG_DONTWAIT | MSG_TRUNC);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size <= 0) return base::unavailable("the other end is gone");
    const auto bytes = static_cast<std::size_t>(size);
    if (bytes > packet.size() || text.size() + bytes - 1 > max_bytes)
      return base::exhausted("a text of more than " + std::to_string(max_bytes) + " bytes");
    text.append(packet.data() + 1, bytes - 1);
    if (packet.front() == kLast) return text;
    if (packet.front() != kMore) return base::unavailable("the other end speaks something else");
  }
}

uid_t peer_uid(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.uid : static_cast<uid_t>(-1);
}

}  // namespace maxos::platform
