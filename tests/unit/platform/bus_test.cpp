#include "platform/bus.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>

#include "loop_thread.h"
#include "private_bus.h"

namespace maxos::platform {
namespace {

using testing::FakeServices;
using testing::LoopThread;
using testing::PrivateBus;
using Values = absl::StatusOr<BusValue::List>;

BusCall state_call() {
  return {.destination = "org.freedesktop.systemd1",
          .path = "/org/freedesktop/systemd1",
          .interface = "org.freedesktop.systemd1.Manager",
          .member = "SystemState",
          .arguments = {},
          .timeout = std::chrono::seconds(5),
          .auto_start = false};
}

BusCall list_call() {
  BusCall call = state_call();
  call.member = "ListUnitsFiltered";
  call.arguments = {std::vector<std::string>{"failed"}};
  return call;
}

class BusTest : public ::testing::Test {
 protected:
  BusTest() { connect_to(daemon_.address()); }
  ~BusTest() override {
    if (bus_ != nullptr) loop_.on_loop([this] { bus_.reset(); });
  }

  void connect_to(const std::string& address) {
    loop_.on_loop([&] { bus_ = std::make_unique<Bus>(loop_.loop, address); });
  }

  std::future<Values> start(const BusCall& call) {
    const auto answer = std::make_shared<std::promise<Values>>();
    loop_.on_loop(
        [&] { bus_->call(call, [answer](Values values) { answer->set_value(std::move(values)); }); });
    return answer->get_future();
  }
  Values call(const BusCall& call) { return testing::value_of(start(call)); }
  Values get(const BusCall& call) {
    const auto answer = std::make_shared<std::promise<Values>>();
    loop_.on_loop(
        [&] { bus_->get_property(call, [answer](Values values) { answer->set_value(std::move(values)); }); });
    return testing::value_of(answer->get_future());
  }

  // Asks until the answer is of that code: for changes that another process has yet to see.
  bool comes_to(absl::StatusCode code) {
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    while (std::chrono::steady_clock::now() < end) {
      if (get(state_call()).status().code() == code) return true;
    }
    return false;
  }

  PrivateBus daemon_;
  LoopThread loop_;
  std::unique_ptr<Bus> bus_;
};

TEST_F(BusTest, PropertiesBecomePlainValues) {
  FakeServices services(daemon_.address());
  services.tell("state degraded");
  const Values values = get(state_call());
  ASSERT_TRUE(values.ok()) << values.status();
  ASSERT_EQ(values->size(), 1U);
  ASSERT_NE(values->front().text(), nullptr);
  EXPECT_EQ(*values->front().text(), "degraded");
}

TEST_F(BusTest, ArraysOfStructsBecomeLists) {
  FakeServices services(daemon_.address());
  services.tell("failed a.service b.mount");
  const Values values = call(list_call());
  ASSERT_TRUE(values.ok()) << values.status();
  const BusValue::List* const rows = values->front().list();
  ASSERT_NE(rows, nullptr);
  ASSERT_EQ(rows->size(), 2U);
  const BusValue::List* const columns = rows->at(1).list();
  ASSERT_EQ(columns->size(), 10U);
  EXPECT_EQ(*columns->at(0).text(), "b.mount");
  EXPECT_EQ(*columns->at(7).number(), 0U);
}

TEST_F(BusTest, BooleansAreBooleans) {
  FakeServices services(daemon_.address());
  BusCall call = state_call();
  call.destination = call.interface = "org.freedesktop.timedate1";
  call.path = "/org/freedesktop/timedate1";
  call.member = "NTPSynchronized";
  const Values values = get(call);
  ASSERT_TRUE(values.ok()) << values.status();
  ASSERT_NE(values->front().boolean(), nullptr);
  EXPECT_TRUE(*values->front().boolean());
}

TEST_F(BusTest, AServiceThatIsNotThereIsUnavailableAtOnce) {
  const Values values = get(state_call());
  EXPECT_EQ(values.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(values.status().message().find("org.freedesktop.systemd1"), std::string::npos);
}

TEST_F(BusTest, AnUnknownMemberIsNotFound) {
  FakeServices services(daemon_.address());
  BusCall call = list_call();
  call.member = "NoSuchMethod";
  EXPECT_EQ(this->call(call).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(BusTest, ACallThatIsNeverAnsweredEndsInTime) {
  FakeServices services(daemon_.address());
  // Connected first, so that the time is the call's alone.
  ASSERT_TRUE(get(state_call()).ok());
  services.tell("silent org.freedesktop.systemd1.Manager");
  BusCall call = list_call();
  call.timeout = std::chrono::milliseconds(50);
  const Values values = this->call(call);
  EXPECT_EQ(values.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(values.status().message(), "org.freedesktop.systemd1 did not answer within 50 ms");
}

TEST_F(BusTest, AStoppedServiceHoldsNobodyElse) {
  FakeServices services(daemon_.address());
  ASSERT_TRUE(get(state_call()).ok());
  services.pause();
  auto held = start(list_call());
  BusCall ping{.destination = "org.freedesktop.DBus",
               .path = "/org/freedesktop/DBus",
               .interface = "org.freedesktop.DBus.Peer",
               .member = "Ping",
               .arguments = {}};
  EXPECT_TRUE(call(ping).ok());
  services.resume();
  EXPECT_TRUE(testing::value_of(std::move(held)).ok());
}

TEST_F(BusTest, AStoppedDaemonBlocksNeitherTheLoopNorTheCall) {
  FakeServices services(daemon_.address());
  daemon_.pause();
  BusCall call = state_call();
  call.timeout = std::chrono::milliseconds(50);
  const Values values = this->get(call);
  EXPECT_EQ(values.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(values.status().message().substr(0, 8), "D-Bus at");
  bool ran = false;
  loop_.on_loop([&] { ran = true; });
  EXPECT_TRUE(ran);
  daemon_.resume();
  EXPECT_TRUE(comes_to(absl::StatusCode::kOk));
}

TEST_F(BusTest, TheLoopEndsWhileTheDaemonIsStopped) {
  FakeServices services(daemon_.address());
  ASSERT_TRUE(get(state_call()).ok());
  daemon_.pause();
  const auto held = start(list_call());
  std::promise<void> ended;
  std::thread end([&] {
    loop_.stop();
    ended.set_value();
  });
  EXPECT_EQ(ended.get_future().wait_for(testing::kPatience), std::future_status::ready);
  daemon_.resume();
  end.join();
  bus_.reset();
}

TEST_F(BusTest, TheConnectionComesBackAfterARestart) {
  auto services = std::make_unique<FakeServices>(daemon_.address());
  ASSERT_TRUE(get(state_call()).ok());
  daemon_.kill();
  EXPECT_TRUE(comes_to(absl::StatusCode::kUnavailable));
  services.reset();
  daemon_.start();
  FakeServices again(daemon_.address());
  EXPECT_TRUE(comes_to(absl::StatusCode::kOk));
}

TEST_F(BusTest, CallsInFlightAreUnavailableWhenTheDaemonDies) {
  FakeServices services(daemon_.address());
  services.tell("silent org.freedesktop.systemd1.Manager");
  auto held = start(list_call());
  daemon_.kill();
  EXPECT_EQ(testing::value_of(std::move(held)).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(BusTest, WithoutABusCallsAreUnavailableAndSayWhere) {
  connect_to("unix:path=/nonexistent/bus");
  const Values values = get(state_call());
  EXPECT_EQ(values.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(values.status().message(),
            "cannot connect to D-Bus at unix:path=/nonexistent/bus: No such file or directory");
}

TEST_F(BusTest, AnAddressThatIsNoneIsUnavailable) {
  connect_to("nonsense");
  EXPECT_EQ(get(state_call()).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(BusTest, AnAnswerBeyondTheBoundIsRefused) {
  FakeServices services(daemon_.address());
  services.tell("many 3000");
  EXPECT_EQ(call(list_call()).status().code(), absl::ErrnoToStatusCode(EMSGSIZE));
  EXPECT_TRUE(get(state_call()).ok());
}

TEST_F(BusTest, RepliesThatAreDueAreDroppedWithTheBus) {
  FakeServices services(daemon_.address());
  services.tell("silent org.freedesktop.systemd1.Manager");
  auto held = start(list_call());
  loop_.on_loop([this] { bus_.reset(); });
  EXPECT_THROW((void)testing::value_of(std::move(held)), std::future_error);
}

TEST_F(BusTest, AReplyMayCallAgainAndMayEndTheBus) {
  FakeServices services(daemon_.address());
  std::promise<bool> done;
  loop_.on_loop([&] {
    bus_->get_property(state_call(), [&](const Values& first) {
      bus_->call(list_call(), [&, ok = first.ok()](const Values& second) {
        bus_.reset();
        done.set_value(ok && second.ok());
      });
    });
  });
  EXPECT_TRUE(testing::value_of(done.get_future()));
}

TEST_F(BusTest, AnIdleConnectionIsSeenToBreak) {
  {
    FakeServices services(daemon_.address());
    ASSERT_TRUE(get(state_call()).ok());
  }
  daemon_.kill();
  const auto end = std::chrono::steady_clock::now() + testing::kPatience;
  bool connected = true;
  while (connected && std::chrono::steady_clock::now() < end) {
    loop_.on_loop([&] { connected = bus_->connected(); });
  }
  EXPECT_FALSE(connected);
}

}  // namespace
}  // namespace maxos::platform
