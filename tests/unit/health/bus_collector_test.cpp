#include "health/bus_collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "loop_thread.h"
#include "private_bus.h"

namespace maxos::health {
namespace {

using ::testing::ElementsAre;
using testing::FakeServices;
using ::testing::HasSubstr;
using testing::LoopThread;
using ::testing::Pair;
using testing::PrivateBus;
using namespace std::chrono_literals;

class BusCollectorTest : public ::testing::Test {
 protected:
  BusCollectorTest() {
    loop_.on_loop([this] { collector_ = std::make_unique<BusCollector>(loop_.loop, daemon_.address()); });
  }
  ~BusCollectorTest() override {
    loop_.on_loop([this] { collector_.reset(); });
  }

  BusAnswer ask(const std::vector<std::string>& watched = {}, std::chrono::microseconds timeout = 5s) {
    const auto answer = std::make_shared<std::promise<BusAnswer>>();
    loop_.on_loop([&] {
      collector_->ask(watched, timeout, [answer](BusAnswer value) { answer->set_value(std::move(value)); });
    });
    return testing::value_of(answer->get_future());
  }

  // Asks until `good` holds: for what is not awaited by the answer itself.
  template <typename Good>
  BusAnswer ask_until(Good good) {
    const auto end = std::chrono::steady_clock::now() + testing::kPatience;
    for (;;) {
      BusAnswer answer = ask();
      if (good(answer) || std::chrono::steady_clock::now() > end) return answer;
    }
  }

  PrivateBus daemon_;
  LoopThread loop_;
  std::unique_ptr<BusCollector> collector_;
};

TEST_F(BusCollectorTest, TellsStateFailedUnitsAndSessions) {
  FakeServices services(daemon_.address());
  services.tell("state degraded");
  services.tell("failed a.service b.mount");
  services.tell("sessions 3");
  const BusAnswer answer = ask();
  EXPECT_TRUE(answer.bus.reachable);
  EXPECT_FALSE(answer.timed_out);
  EXPECT_EQ(answer.bus.systemd_state, "degraded");
  ASSERT_TRUE(answer.bus.failed_units.has_value());
  EXPECT_THAT(*answer.bus.failed_units, ElementsAre("a.service", "b.mount"));
  EXPECT_EQ(answer.bus.sessions, 3U);
}

TEST_F(BusCollectorTest, WatchedUnitsHaveTheirStateOrAreNotFound) {
  FakeServices services(daemon_.address());
  services.tell("unit nginx.service loaded inactive");
  services.tell("unit ssh.service loaded active");
  const BusAnswer answer = ask({"nginx.service", "ssh.service", "typo.service"});
  EXPECT_THAT(answer.bus.watched_units,
              ElementsAre(Pair("nginx.service", "inactive"), Pair("ssh.service", "active"),
                          Pair("typo.service", "not-found")));
}

TEST_F(BusCollectorTest, TheClockIsAskedInTheBackground) {
  FakeServices services(daemon_.address());
  services.tell("ntp no");
  const BusAnswer answer = ask_until([](const BusAnswer& a) { return a.bus.ntp_synchronized.has_value(); });
  EXPECT_EQ(answer.bus.ntp_synchronized, false);
}

TEST_F(BusCollectorTest, ASilentClockHoldsNobody) {
  FakeServices services(daemon_.address());
  services.tell("silent org.freedesktop.timedate1");
  const BusAnswer answer = ask();
  EXPECT_TRUE(answer.bus.reachable);
  EXPECT_FALSE(answer.timed_out);
}

TEST_F(BusCollectorTest, ASilentSystemdIsUnreachableInTime) {
  FakeServices services(daemon_.address());
  ASSERT_TRUE(ask().bus.reachable);
  services.tell("silent org.freedesktop.systemd1.Manager");
  const BusAnswer answer = ask({"a.service"}, 500ms);
  EXPECT_FALSE(answer.bus.reachable);
  EXPECT_TRUE(answer.timed_out);
  EXPECT_THAT(answer.bus.detail, HasSubstr("systemd1 did not answer within 500 ms"));
  EXPECT_EQ(answer.bus.sessions, 1U);
  EXPECT_TRUE(answer.bus.watched_units.empty());
}

TEST_F(BusCollectorTest, ASilentLogindIsAwaitedOnceAndComesBack) {
  FakeServices services(daemon_.address());
  services.tell("silent org.freedesktop.login1.Manager");
  EXPECT_TRUE(ask({}, 50ms).timed_out);
  const BusAnswer second = ask();
  EXPECT_FALSE(second.timed_out);
  EXPECT_TRUE(second.bus.reachable);
  EXPECT_FALSE(second.bus.sessions.has_value());
}

TEST_F(BusCollectorTest, LogindIsAwaitedAgainWhenItAnswers) {
  FakeServices services(daemon_.address());
  services.tell("silent org.freedesktop.login1.Manager");
  EXPECT_TRUE(ask({}, 50ms).timed_out);
  services.tell("silent");
  EXPECT_TRUE(
      ask_until([](const BusAnswer& a) { return a.bus.sessions.has_value(); }).bus.sessions.has_value());
}

TEST_F(BusCollectorTest, WithoutSystemdTheBusSaysSo) {
  const BusAnswer answer = ask();
  EXPECT_FALSE(answer.bus.reachable);
  EXPECT_FALSE(answer.timed_out);
  EXPECT_THAT(answer.bus.detail, HasSubstr("org.freedesktop.systemd1"));
}

TEST_F(BusCollectorTest, ARestartOfTheBusIsSurvived) {
  {
    FakeServices services(daemon_.address());
    EXPECT_TRUE(ask().bus.reachable);
  }
  daemon_.kill();
  EXPECT_FALSE(ask_until([](const BusAnswer& a) { return !a.bus.reachable; }).bus.reachable);
  daemon_.start();
  FakeServices services(daemon_.address());
  EXPECT_TRUE(ask_until([](const BusAnswer& a) { return a.bus.reachable; }).bus.reachable);
}

}  // namespace
}  // namespace maxos::health
