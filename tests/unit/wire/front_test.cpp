#include "wire/front.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "client_process.h"
#include "health_service.h"
#include "sockets.h"

namespace maxos::wire {
namespace {

using ::testing::HasSubstr;

class FrontTest : public ::testing::Test {
 protected:
  // Both doors; the local one open to every user.
  FrontOptions options() {
    FrontOptions made;
    made.listeners = listen_at({"127.0.0.1:0", "unix:" + local_});
    EXPECT_EQ(::chmod(local_.c_str(), 0666), 0);
    loopback_ = made.listeners[0].address;
    made.make_services = [this](const Peer& peer) {
      made_.change([](int& count) { ++count; });
      return make_health_services(state_, peer.uid);
    };
    made.on_trouble = [this](std::string text) {
      troubles_.change([&](auto& heard) { heard.push_back(std::move(text)); });
    };
    return made;
  }

  void start(FrontOptions given) {
    auto made = Front::create(std::move(given));
    ASSERT_TRUE(made.ok()) << made.status();
    front_ = *std::move(made);
    front_->start();
  }

  // Asks over a channel of its own; "CODE uid" as health_client.cpp prints it.
  static std::string ask(const std::string& target) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto channel = grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
    const auto stub = grpc::health::v1::Health::NewStub(channel);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    grpc::health::v1::HealthCheckResponse response;
    const auto status = stub->Check(&context, {}, &response);
    const auto& trailers = context.GetServerTrailingMetadata();
    const auto uid = trailers.find("uid");
    return std::to_string(status.error_code()) + " " +
           (uid == trailers.end() ? "-" : std::string(uid->second.data(), uid->second.size()));
  }

  // The same as another user.
  static std::string ask_as(std::uint32_t uid, const std::string& target) {
    ClientProcess client(uid, {HEALTH_CLIENT, target});
    return client.line();
  }

  int services_made() {
    return made_.read([](int count) { return count; });
  }

  bool hears_trouble(const std::string& part) {
    return troubles_.wait([&](const auto& heard) {
      return std::any_of(heard.begin(), heard.end(),
                         [&](const auto& text) { return text.find(part) != text.npos; });
    });
  }

  const TemporaryFolder folder_;
  const std::string local_ = folder_ / "grpc.sock";
  const std::string own_ = "0 " + std::to_string(::getuid());
  const std::string others_ = "0 " + std::to_string(kOtherUid);
  std::string loopback_;
  HealthState state_;
  Watched<int> made_;
  Watched<std::vector<std::string>> troubles_;
  std::unique_ptr<Front> front_;
};

TEST_F(FrontTest, EachPrincipalIsKnownThroughBothDoorsAndHasItsOwnServices) {
  start(options());
  EXPECT_EQ(ask(loopback_), own_);
  EXPECT_EQ(ask("unix:" + local_), own_);
  EXPECT_EQ(ask_as(kOtherUid, loopback_), others_);
  EXPECT_EQ(ask_as(kOtherUid, "unix:" + local_), others_);
  EXPECT_EQ(ask(loopback_), own_);
  EXPECT_EQ(services_made(), 2);
}

TEST_F(FrontTest, TheKeySaysWhichConnectionsShareAServer) {
  auto given = options();
  given.key_of = [](const Peer& peer) { return peer.groups.empty() ? "without groups" : "with groups"; };
  start(std::move(given));
  EXPECT_EQ(ask(loopback_), own_);
  EXPECT_EQ(ask("unix:" + local_), own_);
  EXPECT_EQ(services_made(), 2);
  // Whoever comes by loopback gets the first one's.
  EXPECT_EQ(ask_as(kOtherUid, loopback_), own_);
  EXPECT_EQ(services_made(), 2);
}

TEST_F(FrontTest, EndedConnectionsAreLetGo) {
  start(options());
  ASSERT_EQ(ask(loopback_), own_);
  ASSERT_TRUE(comes_true([&] { return front_->connections() == 0; }));
  const auto before = open_descriptors();
  for (int i = 0; i < 500; ++i) {
    connect_to(loopback_);
    connect_to(local_);
  }
  ASSERT_EQ(ask(loopback_), own_);
  EXPECT_TRUE(comes_true([&] { return front_->connections() == 0; }));
  EXPECT_TRUE(comes_true([&] { return open_descriptors() <= before; }))
      << open_descriptors() << " descriptors, before " << before;
}

TEST_F(FrontTest, AHalfClosedPeerIsLetGo) {
  start(options());
  for (const auto& address : {loopback_, local_}) {
    const auto client = connect_to(address);
    ::shutdown(client.get(), SHUT_WR);
    EXPECT_TRUE(reaches_end(client)) << address;
  }
  EXPECT_TRUE(comes_true([&] { return front_->connections() == 0; }));
}

TEST_F(FrontTest, AClientThatSaysNothingIsLetGoAfterFiveSeconds) {
  start(options());
  const auto start_time = std::chrono::steady_clock::now();
  const auto client = connect_to(loopback_);
  EXPECT_TRUE(reaches_end(client));
  EXPECT_LT(std::chrono::steady_clock::now() - start_time, std::chrono::seconds(10));
  EXPECT_TRUE(comes_true([&] { return front_->connections() == 0; }));
}

TEST_F(FrontTest, AConnectionBeyondTheCapIsClosed) {
  auto given = options();
  given.max_connections = 1;
  start(std::move(given));
  const auto first = connect_to(loopback_);
  ASSERT_TRUE(comes_true([&] { return front_->connections() == 1; }));
  EXPECT_TRUE(reaches_end(connect_to(local_)));
  EXPECT_TRUE(hears_trouble("server.max_connections"));
}

TEST_F(FrontTest, OnePrincipalMoreReplacesOneWithoutAConnection) {
  auto given = options();
  given.max_callers = 1;
  start(std::move(given));
  for (int round = 1; round <= 3; ++round) {
    EXPECT_EQ(ask(loopback_), own_);
    ASSERT_TRUE(comes_true([&] { return front_->connections() == 0; }));
    EXPECT_EQ(ask_as(kOtherUid, loopback_), others_);
    ASSERT_TRUE(comes_true([&] { return front_->connections() == 0; }));
    EXPECT_EQ(services_made(), 2 * round);
  }
}

TEST_F(FrontTest, OnePrincipalMoreIsRefusedWhileAllAreConnected) {
  auto given = options();
  given.max_callers = 1;
  start(std::move(given));
  const auto own = connect_to(local_);
  ASSERT_TRUE(comes_true([&] { return front_->connections() == 1; }));
  auto other = ClientProcess::connecting(kOtherUid, loopback_);
  EXPECT_EQ(other.line(), "connected");
  EXPECT_TRUE(hears_trouble("1 users are connected at once"));
  EXPECT_EQ(ask(loopback_), own_);
}

TEST_F(FrontTest, APrincipalWithoutServicesIsRefusedAtTheDoor) {
  auto given = options();
  given.make_services = [this](const Peer& peer) -> std::unique_ptr<ServiceSet> {
    if (peer.uid == kOtherUid) return nullptr;
    return make_health_services(state_, peer.uid);
  };
  start(std::move(given));
  EXPECT_EQ(ask_as(kOtherUid, loopback_), "14 -");
  EXPECT_EQ(ask(loopback_), own_);
}

TEST_F(FrontTest, PingIsAnsweredOnTheAcceptThread) {
  start(options());
  Watched<std::string> answered;
  front_->ping([&] {
    char name[16] = {};
    ::pthread_getname_np(::pthread_self(), name, sizeof name);
    answered.change([&](std::string& by) { by = name; });
  });
  EXPECT_TRUE(answered.wait([](const std::string& by) { return !by.empty(); }));
  EXPECT_EQ(answered.read([](const std::string& by) { return by; }), "maxos-accept");
  front_.reset();
}

TEST_F(FrontTest, AnUnknownListenerNameIsRefused) {
  auto given = options();
  given.listeners[0].name = "web";
  EXPECT_THAT(Front::create(std::move(given)).status().ToString(), HasSubstr("valid names are"));
}

TEST_F(FrontTest, EndsInAnyState) {
  ASSERT_TRUE(Front::create(options()).ok());
  start(options());
  front_.reset();
  start(options());
  const auto client = connect_to(loopback_);
  ASSERT_TRUE(comes_true([&] { return front_->connections() == 1; }));
  front_->close_connections();
  front_->shutdown(std::chrono::milliseconds(0));
  front_->shutdown(std::chrono::milliseconds(0));
  front_.reset();
  EXPECT_TRUE(reaches_end(client));
}

// What one more user costs; the figures stand in the report of the test.
TEST_F(FrontTest, AFurtherPrincipalIsCheap) {
  start(options());
  const auto resident_kib = [] {
    std::ifstream statm("/proc/self/statm");
    long size = 0;
    long resident = 0;
    statm >> size >> resident;
    return resident * (::sysconf(_SC_PAGESIZE) / 1024);
  };
  ASSERT_EQ(ask("unix:" + local_), own_);
  const long before = resident_kib();
  constexpr std::uint32_t kUsers = 8;
  const std::string answer_time = "first call of a further user, with its process";
  const auto start_time = std::chrono::steady_clock::now();
  for (std::uint32_t user = 0; user < kUsers; ++user) {
    ASSERT_EQ(ask_as(60'000 + user, loopback_), "0 " + std::to_string(60'000 + user));
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start_time;
  const double each = static_cast<double>(resident_kib() - before) / kUsers;
  std::printf("%s: %.1f ms; %.0f KiB resident each\n", answer_time.c_str(), took.count() / kUsers, each);
  EXPECT_LT(each, 2'048);
}

}  // namespace
}  // namespace maxos::wire
