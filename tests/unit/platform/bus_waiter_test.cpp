#include "platform/bus_waiter.h"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "loop_thread.h"
#include "private_bus.h"

namespace maxos::platform {
namespace {

using testing::FakeServices;
using testing::LoopThread;
using testing::PrivateBus;

BusCall state_call() {
  return {.destination = "org.freedesktop.systemd1",
          .path = "/org/freedesktop/systemd1",
          .interface = "org.freedesktop.systemd1.Manager",
          .member = "SystemState",
          .arguments = {},
          .timeout = std::chrono::seconds(5),
          .auto_start = false};
}

BusCall echo_call() {
  BusCall call = state_call();
  call.destination = call.interface = "org.freedesktop.timedate1";
  call.path = "/org/freedesktop/timedate1";
  call.member = "Echo";
  return call;
}

constexpr const char* kManagerPath = "/org/freedesktop/systemd1";
BusSignal removed() {
  return {"org.freedesktop.systemd1", kManagerPath, "org.freedesktop.systemd1.Manager", "JobRemoved"};
}

WaitLimit patient() {
  return {std::chrono::steady_clock::now() + testing::kPatience, {}};
}

class BusWaiterTest : public ::testing::Test {
 protected:
  BusWaiterTest() {
    loop_.on_loop([&] { bus_ = std::make_unique<Bus>(loop_.loop, daemon_.address()); });
  }
  ~BusWaiterTest() override {
    loop_.on_loop([this] { bus_.reset(); });
  }

  absl::StatusOr<BusValue> get(const WaitLimit& limit) {
    return get_property_and_wait(*bus_, loop_.loop, state_call(), limit);
  }

  PrivateBus daemon_;
  LoopThread loop_;
  std::unique_ptr<Bus> bus_;
};

TEST_F(BusWaiterTest, AnotherThreadGetsTheAnswer) {
  FakeServices services(daemon_.address());
  services.tell("state degraded");
  const auto value = get(patient());
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(*value->text(), "degraded");
}

TEST_F(BusWaiterTest, ManyThreadsAtOnceGetTheirOwn) {
  FakeServices services(daemon_.address());
  std::vector<std::future<bool>> all;
  all.reserve(8);
  for (int i = 0; i < 8; ++i) {
    all.push_back(std::async(std::launch::async, [this, i] {
      BusCall call = echo_call();
      call.arguments = {std::int32_t{i}};
      const auto values = call_and_wait(*bus_, loop_.loop, call, patient());
      return values.ok() && values->size() == 2 && *values->at(1).integer() == i;
    }));
  }
  for (auto& one : all) EXPECT_TRUE(one.get());
}

TEST_F(BusWaiterTest, EveryTypeOfArgumentArrives) {
  FakeServices services(daemon_.address());
  BusCall call = echo_call();
  BusDictionary address;
  address.entries = {{"address", std::string("192.0.2.1")}, {"prefix", std::uint32_t{24}}};
  BusSections sections;
  sections.sections = {{"connection", address}, {"empty", {}}};
  call.arguments = {"text",
                    true,
                    std::uint32_t{1},
                    std::vector<std::string>{"a", "b"},
                    std::int32_t{-2},
                    std::uint16_t{3},
                    std::int64_t{-4},
                    std::uint64_t{5},
                    2.5,
                    BusPath{"/a/b"},
                    std::vector<std::uint8_t>{1, 2},
                    address,
                    sections};
  const auto values = call_and_wait(*bus_, loop_.loop, call, patient());
  ASSERT_TRUE(values.ok()) << values.status();
  ASSERT_EQ(values->size(), 14U);
  EXPECT_EQ(*values->at(0).text(), "sbuasiqxtdoaya{sv}a{sa{sv}}");
  EXPECT_EQ(*values->at(5).integer(), -2);
  EXPECT_EQ(*values->at(6).number(), 3U);
  EXPECT_EQ(*values->at(7).integer(), -4);
  EXPECT_EQ(*values->at(8).number(), 5U);
  EXPECT_EQ(*values->at(9).real(), 2.5);
  EXPECT_EQ(*values->at(10).text(), "/a/b");
  EXPECT_EQ(values->at(11).list()->size(), 2U);
  const BusValue::List& first = *values->at(13).list()->at(0).list();
  EXPECT_EQ(*first.at(0).text(), "connection");
  EXPECT_EQ(*first.at(1).list()->at(1).list()->at(1).number(), 24U);
}

TEST_F(BusWaiterTest, AStopEndsTheWait) {
  FakeServices services(daemon_.address());
  services.tell("silent org.freedesktop.systemd1.Manager");
  std::stop_source stop;
  auto answer = std::async(std::launch::async, [&] { return get({patient().deadline, stop.get_token()}); });
  stop.request_stop();
  EXPECT_EQ(answer.get().status().code(), absl::StatusCode::kCancelled);
}

TEST_F(BusWaiterTest, TheDeadlineEndsTheWait) {
  FakeServices services(daemon_.address());
  services.tell("silent org.freedesktop.systemd1.Manager");
  const auto start = std::chrono::steady_clock::now();
  const auto answer = get({start + std::chrono::milliseconds(50), {}});
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_LT(std::chrono::steady_clock::now() - start, testing::kPatience / 2);
}

TEST_F(BusWaiterTest, ALoopThatHasEndedIsNotWaitedForForEver) {
  LoopThread other;
  other.stop();
  Bus bus(other.loop, daemon_.address());
  BusCall call = state_call();
  call.timeout = std::chrono::milliseconds(10);
  EXPECT_EQ(call_and_wait(bus, other.loop, call, patient()).status().code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST_F(BusWaiterTest, TheNextCallAfterARestartOfTheBusIsAnswered) {
  auto services = std::make_unique<FakeServices>(daemon_.address());
  ASSERT_TRUE(get(patient()).ok());
  daemon_.kill();
  services.reset();
  daemon_.start();
  FakeServices again(daemon_.address());
  // The loss is seen by the loop, at its own time.
  const auto end = std::chrono::steady_clock::now() + testing::kPatience;
  while (!get(patient()).ok() && std::chrono::steady_clock::now() < end) {
  }
  EXPECT_TRUE(get(patient()).ok());
}

TEST_F(BusWaiterTest, SignalsAreKeptFromTheBeginning) {
  FakeServices services(daemon_.address());
  auto signals = SignalWaiter::create(*bus_, loop_.loop, removed(), patient());
  ASSERT_TRUE(signals.ok()) << signals.status();
  // An answer over the same connection: the bus knows of the watch by now.
  ASSERT_TRUE(get(patient()).ok());
  services.tell("removed a.service done");
  services.tell("removed b.service failed");
  const auto first = (*signals)->next(patient());
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(*first->at(2).text(), "a.service");
  const auto second = (*signals)->next(patient());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(*second->at(3).text(), "failed");
}

TEST_F(BusWaiterTest, TheEndOfTheConnectionEndsTheSignals) {
  FakeServices services(daemon_.address());
  auto signals = SignalWaiter::create(*bus_, loop_.loop, removed(), patient());
  ASSERT_TRUE(signals.ok()) << signals.status();
  ASSERT_TRUE(get(patient()).ok());
  daemon_.kill();
  EXPECT_EQ((*signals)->next(patient()).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ((*signals)->next(patient()).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(BusWaiterTest, NoSignalEndsTheWaitAtTheDeadline) {
  auto signals = SignalWaiter::create(*bus_, loop_.loop, removed(), patient());
  ASSERT_TRUE(signals.ok()) << signals.status();
  const auto limit = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  EXPECT_EQ((*signals)->next({limit, {}}).status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(BusWaiterTest, AWatchMayOutliveItsBus) {
  LoopThread other;
  std::unique_ptr<Bus> bus;
  other.on_loop([&] { bus = std::make_unique<Bus>(other.loop, daemon_.address()); });
  auto signals = SignalWaiter::create(*bus, other.loop, removed(), patient());
  ASSERT_TRUE(signals.ok()) << signals.status();
  other.on_loop([&] { bus.reset(); });
  signals->reset();
  other.on_loop([] {});
}

}  // namespace
}  // namespace maxos::platform
