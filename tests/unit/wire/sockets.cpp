#include "sockets.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "wire/listen_address.h"
#include "wire/socket_address.h"

namespace maxos::wire {
namespace {

base::UniqueFd connected(const sockaddr* address, socklen_t size) {
  base::UniqueFd fd(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), address, size) != 0) {
    ADD_FAILURE() << "connect: " << std::strerror(errno);
    return {};
  }
  return fd;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "maxos-wire-XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
  std::filesystem::permissions(path_, std::filesystem::perms(0755));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::vector<Listener> listen_at(const std::vector<std::string>& addresses) {
  std::vector<std::string> notices;
  auto listeners = bind_listeners(addresses, notices);
  EXPECT_TRUE(listeners.ok()) << listeners.status();
  EXPECT_TRUE(notices.empty());
  return listeners.ok() ? *std::move(listeners) : std::vector<Listener>();
}

std::vector<Listener> again(const std::vector<Listener>& listeners) {
  std::vector<Listener> copies;
  copies.reserve(listeners.size());
  for (const auto& listener : listeners) {
    copies.push_back({listener.name,
                      base::UniqueFd(::fcntl(listener.fd.get(), F_DUPFD_CLOEXEC, 0)),
                      listener.address,
                      {}});
  }
  return copies;
}

base::UniqueFd connect_to(const std::string& address) {
  if (address.starts_with('/')) {
    sockaddr_un path{};
    path.sun_family = AF_UNIX;
    address.copy(path.sun_path, sizeof path.sun_path - 1);
    return connected(reinterpret_cast<const sockaddr*>(&path), sizeof path);
  }
  const auto parsed = parse_listen_address(address);
  if (!parsed.ok()) {
    ADD_FAILURE() << parsed.status();
    return {};
  }
  return connected(reinterpret_cast<const sockaddr*>(&parsed->tcp),
                   parsed->tcp.ss_family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
}

base::UniqueFd connect_mapped(const std::string& address) {
  const auto parsed = parse_listen_address(address);
  const auto endpoint = parsed.ok() ? endpoint_of(parsed->tcp) : std::nullopt;
  if (!endpoint) {
    ADD_FAILURE() << address;
    return {};
  }
  sockaddr_in6 mapped{};
  mapped.sin6_family = AF_INET6;
  mapped.sin6_port = htons(endpoint->port);
  std::memcpy(&mapped.sin6_addr, endpoint->address.data(), sizeof mapped.sin6_addr);
  return connected(reinterpret_cast<const sockaddr*>(&mapped), sizeof mapped);
}

void reset_connection(base::UniqueFd fd) {
  const linger none{1, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

bool reaches_end(const base::UniqueFd& fd) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < until) {
    pollfd waiting{fd.get(), POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    ::poll(&waiting, 1, static_cast<int>(left.count()));
    char bytes[4096];
    const auto size = ::recv(fd.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) return true;
  }
  return false;
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

bool comes_true(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

}  // namespace maxos::wire
