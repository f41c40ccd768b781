#include "wire/listener.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "sockets.h"

namespace maxos::wire {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string refusal(const std::vector<std::string>& addresses) {
  std::vector<std::string> notices;
  const auto listeners = bind_listeners(addresses, notices);
  return listeners.ok() ? "" : listeners.status().ToString();
}

TEST(Listener, BindsBothLoopbackAddressesAndAUnixSocket) {
  const TemporaryFolder folder;
  const auto listeners = listen_at({"127.0.0.1:0", "[::1]:0", "unix:" + (folder / "grpc.sock")});
  ASSERT_THAT(listeners, SizeIs(3));
  EXPECT_EQ(listeners[0].name, "grpc");
  EXPECT_EQ(listeners[1].name, "grpc");
  EXPECT_EQ(listeners[2].name, "grpc-local");
  EXPECT_EQ(listeners[2].address, folder / "grpc.sock");
  for (const auto& listener : listeners) {
    EXPECT_TRUE(connect_to(listener.address)) << listener.address;
    EXPECT_NE(::fcntl(listener.fd.get(), F_GETFL) & O_NONBLOCK, 0);
    EXPECT_NE(::fcntl(listener.fd.get(), F_GETFD) & FD_CLOEXEC, 0);
  }
}

TEST(Listener, AnIpv6SocketLeavesTheSamePortOfIpv4Free) {
  const auto four = listen_at({"127.0.0.1:0"});
  const auto port = four[0].address.substr(four[0].address.rfind(':'));
  EXPECT_THAT(listen_at({"[::1]" + port}), SizeIs(1));
}

TEST(Listener, AcceptedConnectionsSendAtOnce) {
  const auto listeners = listen_at({"127.0.0.1:0"});
  const auto client = connect_to(listeners[0].address);
  const base::UniqueFd accepted(::accept(listeners[0].fd.get(), nullptr, nullptr));
  int no_delay = 0;
  socklen_t size = sizeof no_delay;
  ASSERT_EQ(::getsockopt(accepted.get(), 6 /* IPPROTO_TCP */, 1 /* TCP_NODELAY */, &no_delay, &size), 0);
  EXPECT_EQ(no_delay, 1);
}

TEST(Listener, APortInUseIsNamedWithWhatToDo) {
  const auto taken = listen_at({"127.0.0.1:0"});
  const auto& address = taken[0].address;
  EXPECT_THAT(refusal({address}), AllOf(HasSubstr("another program listens on " + address),
                                        HasSubstr("ss -ltnp"), HasSubstr("server.listen")));
}

TEST(Listener, AddressesBeyondLoopbackAndMalformedOnesAreRefused) {
  EXPECT_THAT(refusal({"0.0.0.0:50051"}), HasSubstr("not a loopback address"));
  EXPECT_THAT(refusal({"[::]:50051"}), HasSubstr("not a loopback address"));
  EXPECT_THAT(refusal({"192.0.2.1:50051"}), HasSubstr("not a loopback address"));
  EXPECT_THAT(refusal({"localhost:50051"}), AllOf(HasSubstr("is a name"), HasSubstr("127.0.0.1:PORT")));
  EXPECT_THAT(refusal({"[::ffff:127.0.0.1]:50051"}), HasSubstr("write it as \"127.0.0.1:50051\""));
  EXPECT_THAT(refusal({"127.0.0.1"}), HasSubstr("has no port"));
  EXPECT_THAT(refusal({"127.0.0.1:70000"}), HasSubstr("has no port between"));
  EXPECT_THAT(refusal({"127.0.0.1:-1"}), HasSubstr("has no port between"));
  EXPECT_THAT(refusal({"::1:50051"}), HasSubstr("is not an address"));
  EXPECT_THAT(refusal({"unix:grpc.sock"}), HasSubstr("no absolute path"));
  EXPECT_THAT(refusal({"unix:/" + std::string(200, 'a')}), HasSubstr("107 bytes"));
  EXPECT_THAT(refusal({""}), HasSubstr("has no port"));
  EXPECT_THAT(refusal({}), HasSubstr("names no address"));
}

TEST(Listener, AnAddressNamedTwiceIsRefused) {
  EXPECT_THAT(refusal({"127.0.0.1:50999", "127.0.0.1:50999"}), HasSubstr("names 127.0.0.1:50999 twice"));
  EXPECT_THAT(refusal({"[::1]:50999", "[0:0::1]:50999"}), HasSubstr("twice"));
}

TEST(Listener, ASocketFileIsOpenToItsGroupAndToNobodyElse) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  const mode_t before = ::umask(0);
  const auto listeners = listen_at({"unix:" + path});
  ::umask(before);
  struct stat found {};
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0660U);
}

TEST(Listener, AStaleSocketFileIsReplaced) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  {
    auto first = listen_at({"unix:" + path});
    // As after a crash: the socket is gone, its file is not.
    std::filesystem::create_hard_link(path, folder / "kept");
  }
  std::filesystem::rename(folder / "kept", path);
  const auto second = listen_at({"unix:" + path});
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_TRUE(connect_to(path));
}

TEST(Listener, ASocketFileInUseIsLeftAlone) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  const auto first = listen_at({"unix:" + path});
  EXPECT_THAT(refusal({"unix:" + path}), HasSubstr("another program listens on " + path));
  EXPECT_TRUE(connect_to(path));
}

TEST(Listener, AFileThatIsNoSocketIsLeftAlone) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  std::ofstream(path) << "precious";
  EXPECT_THAT(refusal({"unix:" + path}), HasSubstr("is not a socket"));
  EXPECT_EQ(std::filesystem::file_size(path), 8U);
}

TEST(Listener, AMissingFolderIsNamed) {
  const TemporaryFolder folder;
  EXPECT_THAT(refusal({"unix:" + (folder / "missing/grpc.sock")}),
              HasSubstr("folder of the socket does not exist"));
}

TEST(Listener, TheSocketFileGoesWithTheListenerUnlessItIsAnotherOnesByThen) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  { const auto listeners = listen_at({"unix:" + path}); }
  EXPECT_FALSE(std::filesystem::exists(path));
  auto first = listen_at({"unix:" + path});
  std::filesystem::rename(path, folder / "old");
  const auto second = listen_at({"unix:" + path});
  first.clear();
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(Listener, SocketsFromSystemdAreTakenByName) {
  auto bound = listen_at({"127.0.0.1:0"});
  const int fd = bound[0].fd.get();
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  const auto adopted = adopt_listener("grpc", std::move(bound[0].fd));
  ASSERT_TRUE(adopted.ok()) << adopted.status();
  EXPECT_EQ(adopted->address, bound[0].address);
  EXPECT_NE(::fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
}

TEST(Listener, AnUnknownSocketNameIsRefusedWithTheValidNames) {
  auto bound = listen_at({"127.0.0.1:0"});
  EXPECT_THAT(adopt_listener("gprc", std::move(bound[0].fd)).status().ToString(),
              AllOf(HasSubstr("\"gprc\""), HasSubstr("grpc (loopback TCP) and grpc-local (unix)")));
}

TEST(Listener, SocketsOfTheWrongKindAreRefused) {
  const TemporaryFolder folder;
  auto tcp = listen_at({"127.0.0.1:0"});
  EXPECT_THAT(adopt_listener("grpc-local", std::move(tcp[0].fd)).status().ToString(),
              HasSubstr("not a unix socket"));
  auto local = listen_at({"unix:" + (folder / "grpc.sock")});
  EXPECT_THAT(adopt_listener("grpc", std::move(local[0].fd)).status().ToString(),
              HasSubstr("not a TCP socket"));
  base::UniqueFd idle(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_THAT(adopt_listener("grpc", std::move(idle)).status().ToString(), HasSubstr("not a listening"));
  base::UniqueFd everywhere(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::listen(everywhere.get(), 1), 0);
  EXPECT_THAT(adopt_listener("grpc", std::move(everywhere)).status().ToString(),
              AllOf(HasSubstr("0.0.0.0"), HasSubstr("loopback alone")));
}

}  // namespace
}  // namespace maxos::wire
