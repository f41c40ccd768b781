#include "platform/listen_fds.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "base/status.h"
#include "temp_dir.h"

namespace maxos::platform {
namespace {

// A bound stream socket, listening or not.
base::UniqueFd unix_socket(const std::string& path, bool listening = true) {
  base::UniqueFd fd(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const auto size =
      static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size() + (path[0] == '\0' ? 0 : 1));
  EXPECT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  if (listening) {
    EXPECT_EQ(listen(fd.get(), 1), 0);
  }
  return fd;
}

base::UniqueFd tcp_socket(int family) {
  base::UniqueFd fd(socket(family, SOCK_STREAM, 0));
  sockaddr_storage address{};
  address.ss_family = static_cast<sa_family_t>(family);
  if (family == AF_INET) {
    reinterpret_cast<sockaddr_in&>(address).sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  } else {
    reinterpret_cast<sockaddr_in6&>(address).sin6_addr = in6addr_loopback;
  }
  const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  EXPECT_EQ(bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(listen(fd.get(), 1), 0);
  return fd;
}

// Hands the descriptors over as systemd does (from 3 on) and exits with 0 when `check` is true. Runs in a
// child, since those numbers are the test program's own otherwise.
[[noreturn]] void hand_over(const std::vector<int>& fds, const char* names,
                            const std::function<bool(absl::StatusOr<std::vector<ListenFd>>)>& check) {
  std::vector<int> high;
  high.reserve(fds.size());
  for (const int fd : fds) high.push_back(fcntl(fd, F_DUPFD, 100));
  for (std::size_t i = 0; i < high.size(); ++i) dup2(high[i], 3 + static_cast<int>(i));
  setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
  setenv("LISTEN_FDS", std::to_string(fds.size()).c_str(), 1);
  setenv("LISTEN_FDNAMES", names, 1);
  auto taken = take_listen_fds();
  if (!taken.ok()) std::fprintf(stderr, "%s\n", std::string(base::message_of(taken.status())).c_str());
  const bool good = check(std::move(taken));
  _exit(good && getenv("LISTEN_FDS") == nullptr && getenv("LISTEN_FDNAMES") == nullptr ? 0 : 1);
}

TEST(ListenFds, WithoutSocketActivationThereAreNone) {
  const auto taken = take_listen_fds();
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->empty());
}

TEST(ListenFds, AreTakenWithNameFamilyAndAddress) {
  testing::TempDir dir;
  const auto local = unix_socket(dir / "s");
  const auto tcp = tcp_socket(AF_INET);
  const std::string port = local_address(tcp.get());
  EXPECT_EQ(port.substr(0, 10), "127.0.0.1:");
  EXPECT_EXIT(hand_over({tcp.get(), local.get()}, "grpc:grpc-local",
                        [&](auto taken) {
                          if (!taken.ok() || taken->size() != 2) return false;
                          const ListenFd& first = (*taken)[0];
                          const ListenFd& second = (*taken)[1];
                          return first.name == "grpc" && first.family == AF_INET && first.local == port &&
                                 second.name == "grpc-local" && second.family == AF_UNIX &&
                                 second.local == "unix:" + (dir / "s") &&
                                 (fcntl(first.fd.get(), F_GETFL) & O_NONBLOCK) != 0 &&
                                 (fcntl(second.fd.get(), F_GETFD) & FD_CLOEXEC) != 0;
                        }),
              ::testing::ExitedWithCode(0), "");
}

TEST(ListenFds, ASocketThatDoesNotListenIsRefusedAndAllAreClosed) {
  testing::TempDir dir;
  const auto good = unix_socket(dir / "good");
  const auto bad = unix_socket(dir / "bad", false);
  EXPECT_EXIT(
      hand_over({good.get(), bad.get()}, "grpc:odd",
                [](auto taken) { return !taken.ok() && fcntl(3, F_GETFD) < 0 && fcntl(4, F_GETFD) < 0; }),
      ::testing::ExitedWithCode(0), "'odd' .* ListenStream=");
}

TEST(ListenFds, ADatagramSocketIsRefused) {
  const base::UniqueFd datagram(socket(AF_INET, SOCK_DGRAM, 0));
  EXPECT_EXIT(hand_over({datagram.get()}, "grpc", [](auto taken) { return !taken.ok(); }),
              ::testing::ExitedWithCode(0), "not a listening stream socket");
}

TEST(LocalAddress, IsWrittenAsTheConfigurationWritesIt) {
  EXPECT_EQ(local_address(tcp_socket(AF_INET6).get()).substr(0, 6), "[::1]:");
  const std::string name("\0maxos-test-abstract", 20);
  EXPECT_EQ(local_address(unix_socket(name).get()), "unix-abstract:maxos-test-abstract");
  EXPECT_EQ(local_address(-1), "unknown");
}

}  // namespace
}  // namespace maxos::platform
