#include "wire/sock_diag.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/status.h"

namespace maxos::wire {
namespace {

constexpr std::chrono::milliseconds kPatience{50};

struct Question {
  nlmsghdr header{};
  inet_diag_req_v2 query{};
};

// The kernel's form of an address: network byte order, IPv4 in the first word.
void put_address(const Endpoint& endpoint, bool v4, __be32 (&words)[4]) {
  if (v4) {
    std::memcpy(words, endpoint.address.data() + 12, 4);
  } else {
    std::memcpy(words, endpoint.address.data(), 16);
  }
}

Endpoint take_address(int family, const __be32 (&words)[4], __be16 port) {
  sockaddr_storage storage{};
  if (family == AF_INET) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = port;
    std::memcpy(&v4.sin_addr, words, sizeof v4.sin_addr);
    std::memcpy(&storage, &v4, sizeof v4);
  } else {
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    v6.sin6_port = port;
    std::memcpy(&v6.sin6_addr, words, sizeof v6.sin6_addr);
    std::memcpy(&storage, &v6, sizeof v6);
  }
  return endpoint_of(storage).value_or(Endpoint{});
}

// What an answer says about the socket asked for. A socket that its process has closed, and one in TIME_WAIT,
// is reported with uid 0 (inet_diag.c), which would make anybody root who closes fast enough: these have no
// inode. A socket that is only connecting, or listening on the client's port, is another one.
std::optional<std::uint32_t> uid_in(const inet_diag_msg& message, const Endpoint& client,
                                    const Endpoint& server) {
  if (message.idiag_state != TCP_ESTABLISHED || message.idiag_inode == 0) return std::nullopt;
  if (message.idiag_family != AF_INET && message.idiag_family != AF_INET6) return std::nullopt;
  if (take_address(message.idiag_family, message.id.idiag_src, message.id.idiag_sport) != client ||
      take_address(message.idiag_family, message.id.idiag_dst, message.id.idiag_dport) != server) {
    return std::nullopt;
  }
  return message.idiag_uid;
}

bool wait_readable(int fd, std::chrono::steady_clock::time_point until) {
  while (true) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    if (left <= 0) return false;
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace

absl::StatusOr<SockDiag> SockDiag::open() {
  base::UniqueFd netlink(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG));
  if (!netlink) return base::from_errno(errno, "opening a sock_diag socket");
  return SockDiag(std::move(netlink));
}

std::optional<std::uint32_t> SockDiag::owner(const Endpoint& client, const Endpoint& server) {
  const bool v4 = is_v4(client) && is_v4(server);
  Question question;
  question.header.nlmsg_len = sizeof question;
  question.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  question.header.nlmsg_flags = NLM_F_REQUEST;
  question.header.nlmsg_seq = ++sequence_;
  question.query.sdiag_family = v4 ? AF_INET : AF_INET6;
  question.query.sdiag_protocol = IPPROTO_TCP;
  question.query.idiag_states = ~0U;
  put_address(client, v4, question.query.id.idiag_src);
  put_address(server, v4, question.query.id.idiag_dst);
  question.query.id.idiag_sport = htons(client.port);
  question.query.id.idiag_dport = htons(server.port);
  question.query.id.idiag_cookie[0] = INET_DIAG_NOCOOKIE;
  question.query.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;

  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const auto sent = ::sendto(netlink_.get(), &question, sizeof question, MSG_DONTWAIT | MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
  if (sent != static_cast<ssize_t>(sizeof question)) return std::nullopt;

  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    alignas(nlmsghdr) char buffer[4096];
    sockaddr_nl from{};
    socklen_t from_size = sizeof from;
    const auto size = ::recvfrom(netlink_.get(), buffer, sizeof buffer, MSG_DONTWAIT,
                                 reinterpret_cast<sockaddr*>(&from), &from_size);
    if (size < 0) {
      if (errno == EINTR) continue;
      // The kernel has answered before sendto() returns, so this wait is for the unforeseen.
      if (errno == EAGAIN && wait_readable(netlink_.get(), until)) continue;
      return std::nullopt;
    }
    if (size < static_cast<ssize_t>(sizeof(nlmsghdr)) || from.nl_pid != 0) continue;
    nlmsghdr header{};
    std::memcpy(&header, buffer, sizeof header);
    // An answer that came too late for an earlier question.
    if (header.nlmsg_seq != sequence_) continue;
    if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        size < static_cast<ssize_t>(NLMSG_HDRLEN + sizeof(inet_diag_msg))) {
      return std::nullopt;
    }
    inet_diag_msg message{};
    std::memcpy(&message, buffer + NLMSG_HDRLEN, sizeof message);
    return uid_in(message, client, server);
  }
}

}  // namespace maxos::wire
