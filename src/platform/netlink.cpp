#include "platform/netlink.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <vector>

#include "base/status.h"

#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif

namespace maxos::platform {
namespace {

using Clock = std::chrono::steady_clock;

// The kernel answers from memory; only a machine that is in trouble takes longer.
constexpr auto kPatience = std::chrono::seconds(5);
constexpr auto kSlice = std::chrono::milliseconds(100);
constexpr int kTries = 8;
// What the kernel fills at most in one go (netlink_dump() of af_netlink.c).
constexpr std::size_t kReadBytes = 32 * 1024;

enum class Took { all, changed };

absl::Status ask(int fd, const NetlinkQuestion& question) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_HDRLEN + question.body.size());
  header.nlmsg_type = question.type;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  header.nlmsg_seq = 1;
  std::string request(reinterpret_cast<const char*>(&header), sizeof header);
  request.append(question.body);
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const auto sent = ::sendto(fd, request.data(), request.size(), MSG_NOSIGNAL,
                             reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
  if (sent != static_cast<ssize_t>(request.size()))
    return base::from_errno(errno, "asking the kernel over netlink");
  return absl::OkStatus();
}

// One datagram from the kernel; 0 bytes when it came from elsewhere or none came yet.
absl::StatusOr<std::size_t> receive(int fd, std::vector<std::byte>& buffer) {
  pollfd waiting{fd, POLLIN, 0};
  ::poll(&waiting, 1, static_cast<int>(kSlice.count()));
  sockaddr_nl from{};
  socklen_t from_size = sizeof from;
  const auto size = ::recvfrom(fd, buffer.data(), buffer.size(), MSG_DONTWAIT | MSG_TRUNC,
                               reinterpret_cast<sockaddr*>(&from), &from_size);
  if (size < 0) {
    if (errno == EAGAIN || errno == EINTR) return 0;
    return base::from_errno(errno, "reading from the kernel over netlink");
  }
  if (static_cast<std::size_t>(size) > buffer.size())
    return base::unavailable("The kernel's answer over netlink is longer than its protocol allows.");
  return from.nl_pid == 0 ? static_cast<std::size_t>(size) : 0;
}

struct Taking {
  const NetlinkListing* listing;
  std::exception_ptr thrown;
};

// libmnl is C: nothing may be thrown through it.
int take(const nlmsghdr* message, void* data) {
  auto& taking = *static_cast<Taking*>(data);
  try {
    taking.listing->take(*message);
  } catch (...) {
    taking.thrown = std::current_exception();
    return MNL_CB_ERROR;
  }
  return MNL_CB_OK;
}

absl::StatusOr<Took> read_list(int fd, const NetlinkListing& listing) {
  std::vector<std::byte> buffer(kReadBytes);
  Taking taking{&listing, nullptr};
  auto until = Clock::now() + kPatience;
  while (Clock::now() < until) {
    if (listing.check) MAXOS_RETURN_IF_ERROR(listing.check());
    const auto size = receive(fd, buffer);
    if (!size.ok()) return size.status();
    if (*size == 0) continue;
    const int result = mnl_cb_run(buffer.data(), *size, 1, 0, take, &taking);
    if (taking.thrown) std::rethrow_exception(taking.thrown);
    if (result == MNL_CB_STOP) return Took::all;
    if (result < 0 && errno == EINTR) return Took::changed;
    if (result < 0) return base::from_errno(errno, "the kernel refused the question over netlink");
    until = Clock::now() + kPatience;
  }
  return base::deadline_exceeded("The kernel did not answer over netlink within five seconds.");
}

}  // namespace

absl::StatusOr<base::UniqueFd> open_netlink(int protocol) {
  base::UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
  if (!fd) return base::from_errno(errno, "opening a netlink socket");
  return fd;
}

absl::Status netlink_dump(const NetlinkQuestion& question, const NetlinkListing& listing) {
  for (int i = 0; i < kTries; ++i) {
    // A socket for each try: the rest of a list that was given up stays behind with its socket.
    auto fd = open_netlink(question.protocol);
    if (!fd.ok()) return fd.status();
    // Lets the kernel filter by what the question's header says; an older one sends all.
    const int on = 1;
    ::setsockopt(fd->get(), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on, sizeof on);
    listing.begin();
    MAXOS_RETURN_IF_ERROR(ask(fd->get(), question));
    const auto took = read_list(fd->get(), listing);
    if (!took.ok()) return took.status();
    if (*took == Took::all) return absl::OkStatus();
  }
  return base::unavailable("The kernel's list kept changing while it was read. Try again.");
}

NetlinkAttributes::NetlinkAttributes(const nlmsghdr& message, std::size_t header_bytes) {
  const std::size_t skipped = NLMSG_HDRLEN + NLMSG_ALIGN(header_bytes);
  if (message.nlmsg_len <= skipped) return;
  bytes_ = Bytes(reinterpret_cast<const std::byte*>(&message) + skipped, message.nlmsg_len - skipped);
}

void NetlinkAttributes::for_each(const std::function<void(std::uint16_t, Bytes)>& each) const {
  Bytes rest = bytes_;
  while (rest.size() >= sizeof(nlattr)) {
    nlattr attribute{};
    std::memcpy(&attribute, rest.data(), sizeof attribute);
    if (attribute.nla_len < sizeof(nlattr) || attribute.nla_len > rest.size()) return;
    each(static_cast<std::uint16_t>(attribute.nla_type & NLA_TYPE_MASK),
         rest.subspan(sizeof(nlattr), attribute.nla_len - sizeof(nlattr)));
    rest = rest.subspan(std::min<std::size_t>(NLA_ALIGN(attribute.nla_len), rest.size()));
  }
}

std::optional<Bytes> NetlinkAttributes::find(std::uint16_t type) const {
  std::optional<Bytes> found;
  for_each([&](std::uint16_t each, Bytes value) {
    if (each == type) found = value;
  });
  return found;
}

NetlinkAttributes NetlinkAttributes::nested(std::uint16_t type) const {
  return NetlinkAttributes(find(type).value_or(Bytes()));
}

std::string NetlinkAttributes::text(std::uint16_t type) const {
  return netlink_text(find(type).value_or(Bytes()));
}

std::string netlink_text(Bytes bytes) {
  const char* begin = reinterpret_cast<const char*>(bytes.data());
  return bytes.empty() ? std::string() : std::string(begin, ::strnlen(begin, bytes.size()));
}

std::string address_text(int family, Bytes bytes) {
  const std::size_t needed = family == AF_INET ? 4 : family == AF_INET6 ? 16 : SIZE_MAX;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bytes.size() < needed || inet_ntop(family, bytes.data(), text.data(), text.size()) == nullptr)
    return "";
  return text.data();
}

}  // namespace maxos::platform
