#include "wire/accept_loop.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <memory>
#include <optional>

#include "client_process.h"
#include "sockets.h"

namespace maxos::wire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// An accept loop, and what it hands over: kept open, or ended at once.
class Fixture {
 public:
  enum class Then { keep, end };

  explicit Fixture(std::vector<Listener> listeners, std::uint32_t max_connections = 512,
                   Then then = Then::keep) {
    AcceptOptions options;
    options.listeners = std::move(listeners);
    options.max_connections = max_connections;
    options.on_connection = [this, then](base::UniqueFd& fd, const Peer& peer) {
      state.change([&](State& now) {
        now.taken.push_back(peer);
        if (then == Then::keep) now.held.push_back(std::move(fd));
      });
      if (then == Then::end) ::shutdown(fd.get(), SHUT_RDWR);
      return true;
    };
    options.on_end = [this](const Peer&) { state.change([](State& now) { ++now.ended; }); };
    auto made = AcceptLoop::create(std::move(options), troubles);
    EXPECT_TRUE(made.ok()) << made.status();
    loop = *std::move(made);
  }

  bool takes(std::size_t count) {
    return state.wait([&](const State& now) { return now.taken.size() >= count; });
  }
  bool sees_ended(std::size_t count) {
    return state.wait([&](const State& now) { return now.ended >= count; });
  }
  bool hears_trouble(const std::string& part) {
    return state.wait([&](const State& now) {
      for (const auto& text : now.troubles) {
        if (text.find(part) != text.npos) return true;
      }
      return false;
    });
  }
  std::vector<Peer> taken() {
    return state.read([](const State& now) { return now.taken; });
  }
  // Runs `function` on the accept thread and gives what it returns.
  template <typename F>
  auto ask(F function) {
    Watched<std::optional<decltype(function())>> answer;
    loop->post([&] { answer.change([&](auto& given) { given = function(); }); });
    EXPECT_TRUE(answer.wait([](const auto& given) { return given.has_value(); }));
    return answer.read([](const auto& given) { return *given; });
  }

  struct State {
    std::vector<Peer> taken;
    std::size_t ended = 0;
    std::vector<std::string> troubles;
    std::vector<base::UniqueFd> held;
  };
  Watched<State> state;
  Troubles troubles{[this](std::string text) {
    state.change([&](State& now) { now.troubles.push_back(std::move(text)); });
  }};
  std::unique_ptr<AcceptLoop> loop;
};

double thread_cpu_seconds() {
  timespec used{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

TEST(AcceptLoop, KnowsTheUidBehindEveryDoor) {
  const TemporaryFolder folder;
  auto listeners = listen_at({"127.0.0.1:0", "[::1]:0", "unix:" + (folder / "grpc.sock")});
  std::vector<std::string> addresses;
  addresses.reserve(listeners.size());
  for (const auto& listener : listeners) addresses.push_back(listener.address);
  Fixture fixture(std::move(listeners));
  fixture.loop->start();
  std::vector<base::UniqueFd> clients;
  clients.push_back(connect_to(addresses[0]));
  ASSERT_TRUE(fixture.takes(1));
  clients.push_back(connect_mapped(addresses[0]));
  ASSERT_TRUE(fixture.takes(2));
  clients.push_back(connect_to(addresses[1]));
  ASSERT_TRUE(fixture.takes(3));
  clients.push_back(connect_to(addresses[2]));
  ASSERT_TRUE(fixture.takes(4));
  const auto peers = fixture.taken();
  for (const auto& peer : peers) EXPECT_EQ(peer.uid, std::optional<std::uint32_t>(::getuid())) << peer.door;
  EXPECT_EQ(peers[0].door, "grpc");
  EXPECT_EQ(peers[2].door, "grpc");
  EXPECT_EQ(peers[3].door, "grpc-local");
}

TEST(AcceptLoop, KnowsTheGroupsOfAPeerAtTheUnixSocket) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  auto listeners = listen_at({"127.0.0.1:0", "unix:" + path});
  ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
  const std::string loopback = listeners[0].address;
  Fixture fixture(std::move(listeners));
  fixture.loop->start();
  auto member = ClientProcess::connecting(kOtherUid, path, {990, 27});
  ASSERT_EQ(member.line(), "connected");
  ASSERT_TRUE(fixture.takes(1));
  EXPECT_THAT(fixture.taken()[0].groups, testing::IsSupersetOf({990U, 27U}));
  const auto own = connect_to(path);
  ASSERT_TRUE(fixture.takes(2));
  EXPECT_EQ(fixture.taken()[1].groups.at(0), ::getegid());
  const auto by_tcp = connect_to(loopback);
  ASSERT_TRUE(fixture.takes(3));
  EXPECT_TRUE(fixture.taken()[2].groups.empty());
}

TEST(AcceptLoop, KnowsAnotherUserBehindEveryDoor) {
  const TemporaryFolder folder;
  const auto path = folder / "grpc.sock";
  auto listeners = listen_at({"127.0.0.1:0", "[::1]:0", "unix:" + path});
  ASSERT_EQ(::chmod(path.c_str(), 0666), 0);
  std::vector<std::string> addresses;
  addresses.reserve(listeners.size());
  for (const auto& listener : listeners) addresses.push_back(listener.address);
  Fixture fixture(std::move(listeners));
  fixture.loop->start();
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    auto client = ClientProcess::connecting(kOtherUid, addresses[i]);
    ASSERT_EQ(client.line(), "connected");
    ASSERT_TRUE(fixture.takes(i + 1));
    EXPECT_EQ(fixture.taken()[i].uid, std::optional(kOtherUid)) << addresses[i];
    EXPECT_EQ(client.finish(), 0);
  }
}

TEST(AcceptLoop, AConnectionBeyondTheCapIsClosedUntilOneEnds) {
  auto listeners = listen_at({"127.0.0.1:0"});
  const auto address = listeners[0].address;
  Fixture fixture(std::move(listeners), 2);
  fixture.loop->start();
  auto first = connect_to(address);
  const auto second = connect_to(address);
  ASSERT_TRUE(fixture.takes(2));
  EXPECT_TRUE(reaches_end(connect_to(address)));
  EXPECT_TRUE(fixture.hears_trouble("2 connections are open"));
  EXPECT_TRUE(reaches_end(connect_to(address)));
  EXPECT_EQ(fixture.state.read([](const auto& now) { return now.troubles.size(); }), 1U);
  EXPECT_EQ(fixture.loop->connections(), 2U);

  // One ends: its place is free.
  fixture.state.change([](auto& now) { ::shutdown(now.held[0].get(), SHUT_RDWR); });
  ASSERT_TRUE(fixture.sees_ended(1));
  const auto next = connect_to(address);
  EXPECT_TRUE(fixture.takes(3));
}

TEST(AcceptLoop, RecoversFromRunningOutOfDescriptors) {
  auto listeners = listen_at({"127.0.0.1:0"});
  const auto address = listeners[0].address;
  Fixture fixture(std::move(listeners));
  fixture.loop->start();
  const auto before = connect_to(address);
  ASSERT_TRUE(fixture.takes(1));

  // The client's descriptor takes the last one that is free.
  base::UniqueFd late(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlim_t roomy = limit.rlim_cur;
  std::vector<base::UniqueFd> fill;
  limit.rlim_cur = open_descriptors() + 8;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  while (true) {
    base::UniqueFd more(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!more) break;
    fill.push_back(std::move(more));
  }
  sockaddr_storage there{};
  socklen_t size = sizeof there;
  ASSERT_EQ(::getpeername(before.get(), reinterpret_cast<sockaddr*>(&there), &size), 0);
  ASSERT_EQ(::connect(late.get(), reinterpret_cast<sockaddr*>(&there), size), 0);
  EXPECT_TRUE(reaches_end(late));
  EXPECT_TRUE(fixture.hears_trouble("out of file descriptors"));

  limit.rlim_cur = roomy;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  fill.clear();
  const auto after = connect_to(address);
  EXPECT_TRUE(fixture.takes(2));
}

// The reserve can be lost to another thread: what waits must then neither spin nor be forgotten.
TEST(AcceptLoop, RecoversWhenNotEvenTheReserveIsLeft) {
  auto listeners = listen_at({"127.0.0.1:0"});
  const auto address = listeners[0].address;
  Fixture fixture(std::move(listeners));
  fixture.loop->start();
  const auto before = connect_to(address);
  ASSERT_TRUE(fixture.takes(1));
  base::UniqueFd late(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_storage there{};
  socklen_t size = sizeof there;
  ASSERT_EQ(::getpeername(before.get(), reinterpret_cast<sockaddr*>(&there), &size), 0);

  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlim_t roomy = limit.rlim_cur;
  const double before_shortage = fixture.ask(thread_cpu_seconds);
  // Lower than what is open: giving one up makes no room.
  limit.rlim_cur = 3;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  ASSERT_EQ(::connect(late.get(), reinterpret_cast<sockaddr*>(&there), size), 0);
  ASSERT_TRUE(fixture.hears_trouble("out of file descriptors"));
  limit.rlim_cur = roomy;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_TRUE(fixture.takes(2));
  EXPECT_LT(fixture.ask(thread_cpu_seconds) - before_shortage, 0.05);
}

TEST(AcceptLoop, AThousandConnectionsLeaveNothingBehind) {
  const TemporaryFolder folder;
  auto listeners = listen_at({"127.0.0.1:0", "unix:" + (folder / "grpc.sock")});
  const std::vector<std::string> addresses = {listeners[0].address, listeners[1].address};
  Fixture fixture(std::move(listeners), 512, Fixture::Then::end);
  fixture.loop->start();
  const auto before = open_descriptors();
  for (int i = 0; i < 1'000; ++i)
    ASSERT_TRUE(reaches_end(connect_to(addresses[static_cast<std::size_t>(i) % 2])));
  ASSERT_TRUE(fixture.sees_ended(1'000));
  EXPECT_EQ(fixture.loop->connections(), 0U);
  EXPECT_EQ(open_descriptors(), before);
}

TEST(AcceptLoop, AHalfClosedPeerBurnsNoCpuAndStaysCounted) {
  const TemporaryFolder folder;
  auto listeners = listen_at({"127.0.0.1:0", "unix:" + (folder / "grpc.sock")});
  const std::vector<std::string> addresses = {listeners[0].address, listeners[1].address};
  Fixture fixture(std::move(listeners));
  fixture.loop->start();
  std::vector<base::UniqueFd> clients;
  for (const auto& address : addresses) {
    clients.push_back(connect_to(address));
    ASSERT_TRUE(fixture.takes(clients.size()));
    ::shutdown(clients.back().get(), SHUT_WR);
  }
  const double before = fixture.ask(thread_cpu_seconds);
  // A busy loop would take all of this time; the measurement needs it to pass.
  const auto any_ended = [](const auto& now) { return now.ended > 0; };
  EXPECT_FALSE(fixture.state.wait(any_ended, std::chrono::milliseconds(300)));
  EXPECT_LT(fixture.ask(thread_cpu_seconds) - before, 0.03);
  EXPECT_EQ(fixture.loop->connections(), 2U);
  clients.clear();
  fixture.loop->close_connections();
  EXPECT_TRUE(fixture.sees_ended(2));
}

TEST(AcceptLoop, AClientThatLeftBeforeItWasAcceptedIsNobody) {
  auto listeners = listen_at({"127.0.0.1:0"});
  const auto address = listeners[0].address;
  Fixture fixture(std::move(listeners));
  connect_to(address);
  reset_connection(connect_to(address));
  const auto stays = connect_to(address);
  fixture.loop->start();
  ASSERT_TRUE(fixture.takes(1));
  EXPECT_EQ(fixture.ask([&] { return fixture.loop->connections(); }), 1U);
  EXPECT_EQ(fixture.taken().size(), 1U);
}

TEST(AcceptLoop, AfterItStopsClientsWaitForTheNextProcess) {
  auto listeners = listen_at({"127.0.0.1:0"});
  auto next = again(listeners);
  const auto address = listeners[0].address;
  Fixture first(std::move(listeners));
  first.loop->start();
  const auto early = connect_to(address);
  ASSERT_TRUE(first.takes(1));
  first.loop->stop_accepting();
  const auto late = connect_to(address);
  EXPECT_EQ(first.ask([&] { return first.loop->connections(); }), 1U);
  first.loop->close_connections();
  EXPECT_TRUE(reaches_end(early));
  EXPECT_TRUE(first.sees_ended(1));
  first.loop.reset();

  Fixture second(std::move(next));
  second.loop->start();
  EXPECT_TRUE(second.takes(1));
}

TEST(AcceptLoop, AnUnknownListenerNameIsRefusedAtTheStart) {
  AcceptOptions options;
  options.listeners = listen_at({"127.0.0.1:0"});
  options.listeners[0].name = "http";
  Troubles troubles({});
  const auto loop = AcceptLoop::create(std::move(options), troubles);
  EXPECT_THAT(loop.status().ToString(),
              HasSubstr("valid names are grpc (loopback TCP) and grpc-local (unix)"));
}

TEST(AcceptLoop, PostedFunctionsRunInOrderOnItsOwnThread) {
  Fixture fixture(listen_at({"127.0.0.1:0"}));
  std::vector<int> order;
  // Before the start they wait.
  fixture.loop->post([&] { order.push_back(1); });
  fixture.loop->post([&] { order.push_back(2); });
  fixture.loop->start();
  const auto name = fixture.ask([] {
    char text[16] = {};
    ::pthread_getname_np(::pthread_self(), text, sizeof text);
    return std::string(text);
  });
  EXPECT_EQ(name, "maxos-accept");
  EXPECT_THAT(order, ElementsAre(1, 2));
}

TEST(AcceptLoop, EndsInAnyState) {
  { const Fixture made(listen_at({"127.0.0.1:0"})); }
  {
    const Fixture stopped(listen_at({"127.0.0.1:0"}));
    stopped.loop->stop_accepting();
    stopped.loop->close_connections();
  }
  {
    const Fixture started(listen_at({"127.0.0.1:0"}));
    started.loop->start();
  }
  const Fixture twice(listen_at({"127.0.0.1:0"}));
  twice.loop->start();
  twice.loop->stop_accepting();
  twice.loop->stop_accepting();
}

TEST(Troubles, OneOfAKindAMinute) {
  std::vector<std::string> heard;
  Troubles troubles([&](std::string text) { heard.push_back(std::move(text)); });
  for (int i = 0; i < 100; ++i) troubles.report(Trouble::connections, "full");
  troubles.report(Trouble::descriptors, "out");
  EXPECT_THAT(heard, ElementsAre("full", "out"));
}

TEST(AcceptLoop, AcceptsThousandsASecond) {
  auto listeners = listen_at({"127.0.0.1:0"});
  const auto address = listeners[0].address;
  Fixture fixture(std::move(listeners), 512, Fixture::Then::end);
  fixture.loop->start();
  constexpr int kConnections = 2'000;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kConnections; ++i) ASSERT_TRUE(reaches_end(connect_to(address)));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::printf("accepted, identified and ended: %.0f connections/s\n", kConnections / took.count());
  EXPECT_LT(took.count(), 10);
}

}  // namespace
}  // namespace maxos::wire
