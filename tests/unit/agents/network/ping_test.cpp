#include "agents/network/ping.h"

#include <gmock/gmock.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "bench.h"
#include "commands.h"
#include "other_host.h"

namespace maxos::agents {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// Opens the kernel's ICMP sockets to all groups of this test's namespace.
class Ping : public ::testing::Test {
 protected:
  Ping() { set("0 2147483647"); }
  ~Ping() override { set("1 0"); }
  static void set(const char* range) {
    std::ofstream file("/proc/sys/net/ipv4/ping_group_range");
    file << range;
    file.flush();
    EXPECT_TRUE(file.good());
  }
  static double number(const Outcome& outcome, std::string_view name) {
    return std::stod(value(outcome, name));
  }

  // A hosts file of the test's own, and no DNS server.
  HandlerEnvironment environment() {
    etc_.write("hosts", "127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.77.0.2 far far.example.org\n");
    etc_.write("resolv.conf", "");
    HandlerEnvironment environment;
    environment.etc_root = etc_.path();
    return environment;
  }

  const TempTree etc_;
};

TEST_F(Ping, TheMachineItselfAnswersOverBothProtocolsAndByName) {
  const Bench bench = network_bench(environment());
  for (const char* host : {"127.0.0.1", "::1", "localhost"}) {
    const auto outcome = bench.run("network.ping", {{"host", host}, {"count", "3"}});
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    EXPECT_EQ(value(*outcome, "sent_count"), "3");
    EXPECT_EQ(value(*outcome, "received_count"), "3");
    EXPECT_EQ(value(*outcome, "loss_percent"), "0");
    EXPECT_EQ(value(*outcome, "reachable"), "true");
    EXPECT_LE(number(*outcome, "min_ms"), number(*outcome, "avg_ms"));
    EXPECT_LE(number(*outcome, "avg_ms"), number(*outcome, "max_ms"));
    EXPECT_GT(number(*outcome, "hops_left"), 0);
    EXPECT_EQ(json_value(*outcome, "times_ms").size(), 3U);
    EXPECT_THAT(outcome->message, AllOf(HasSubstr("answers: 3 of 3 packets, "), HasSubstr(" ms on average")));
  }
}

TEST_F(Ping, ProgressComesWithEachReplyAndNeverFalls) {
  const Bench bench = network_bench(environment());
  std::vector<int> percents;
  std::string last;
  const ExecutionContext context({}, ExecutionContext::Clock::now() + std::chrono::minutes(1),
                                 [&](int percent, std::string_view text) {
                                   percents.push_back(percent);
                                   last = text;
                                 });
  const auto plan = bench.plan("network.ping", {{"host", "127.0.0.1"}, {"count", "4"}});
  ASSERT_TRUE(plan.ok());
  ASSERT_TRUE(bench.handler("network.ping").execute(*plan, context).ok());
  EXPECT_EQ(percents, (std::vector<int>{25, 50, 75, 100}));
  EXPECT_THAT(last, HasSubstr("Packet 4 of 4 from 127.0.0.1: "));
}

TEST_F(Ping, AFifthLostIsToldAsSuch) {
  const OtherHost other;
  // Not netem, which not every kernel has, and which loses by chance: every fifth exactly.
  other.drop("icmp type echo-request numgen inc mod 5 0 drop");
  const auto outcome =
      network_bench(environment()).run("network.ping", {{"host", "10.77.0.2"}, {"count", "20"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "sent_count"), "20");
  EXPECT_EQ(value(*outcome, "received_count"), "16");
  EXPECT_EQ(value(*outcome, "loss_percent"), "20");
  EXPECT_EQ(json_value(*outcome, "times_ms").size(), 16U);
  EXPECT_THAT(outcome->message, AllOf(HasSubstr("16 of 20 packets"), HasSubstr("20% lost")));
}

TEST_F(Ping, NobodyThereIsNoErrorButAnAnswer) {
  const OtherHost other;
  const Bench bench = network_bench(environment());
  other.drop("icmp type echo-request drop");
  const auto silent = bench.run("network.ping", {{"host", "10.77.0.2"}, {"count", "2"}});
  ASSERT_TRUE(silent.ok()) << silent.status();
  EXPECT_EQ(value(*silent, "reachable"), "false");
  EXPECT_EQ(value(*silent, "loss_percent"), "100");
  EXPECT_THAT(silent->message, HasSubstr("10.77.0.2 does not answer: none of 2 packets came back"));
  const auto no_route = bench.run("network.ping", {{"host", "192.0.2.1"}});
  ASSERT_TRUE(no_route.ok()) << no_route.status();
  EXPECT_THAT(no_route->message, HasSubstr("192.0.2.1 cannot be reached. This machine has no route"));
}

TEST_F(Ping, WhatARouterSaysInsteadIsTold) {
  const OtherHost other;
  other.run("ip route add unreachable 198.51.100.0/24; echo 1 > /proc/sys/net/ipv4/ip_forward");
  command("ip route add 198.51.100.0/24 via 10.77.0.2");
  const auto outcome =
      network_bench(environment()).run("network.ping", {{"host", "198.51.100.1"}, {"count", "1"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_THAT(value(*outcome, "trouble"), HasSubstr("10.77.0.2 says: No route to host"));
}

TEST_F(Ping, AClosedGroupRangeNamesTheSysctlAndItsFile) {
  set("1 0");
  // Root may do without the range only by a raw socket, which is never used.
  const auto outcome = network_bench(environment()).run("network.ping", {{"host", "127.0.0.1"}});
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(message(outcome.status()),
              AllOf(HasSubstr("net.ipv4.ping_group_range"), HasSubstr("/etc/sysctl.d/60-maxos-ping.conf")));
}

TEST_F(Ping, TheDeadlineCutsItShortAndAStopEndsIt) {
  const OtherHost other;
  const Bench bench = network_bench(environment());
  const auto plan = bench.plan("network.ping", {{"host", "127.0.0.1"}, {"count", "1000"}});
  ASSERT_TRUE(plan.ok());
  const auto began = ExecutionContext::Clock::now();
  const auto short_call =
      bench.handler("network.ping")
          .execute(*plan, ExecutionContext({}, began + std::chrono::milliseconds(900), nullptr));
  ASSERT_TRUE(short_call.ok()) << short_call.status();
  EXPECT_EQ(value(*short_call, "cut_short"), "true");
  EXPECT_GE(number(*short_call, "received_count"), 1);

  std::stop_source stop;
  const ExecutionContext stopping(stop.get_token(), began + std::chrono::minutes(5),
                                  [&stop](int, std::string_view) { stop.request_stop(); });
  EXPECT_EQ(bench.handler("network.ping").execute(*plan, stopping).status().code(),
            absl::StatusCode::kCancelled);
  EXPECT_LT(ExecutionContext::Clock::now() - began, std::chrono::seconds(30));
}

TEST_F(Ping, HostsThatAreNoneAreRefusedBeforeAnythingIsSent) {
  const Bench bench = network_bench(environment());
  for (const std::string& host :
       {std::string("-c.1"), std::string("; reboot"), std::string(300, 'a'), std::string("a..b"),
        std::string("10.0.0.300"), std::string("p\xD0\xB0ypal.com"), std::string("$(id)"),
        std::string("fe80::1%../../x"), std::string("127.1")}) {
    const auto plan = bench.plan("network.ping", {{"host", host}});
    EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument) << host;
    EXPECT_THAT(message(plan.status()), HasSubstr("example.org")) << host;
  }
  EXPECT_THAT(message(bench.plan("network.ping", {{"host", "p\xD0\xB0ypal.com"}}).status()),
              HasSubstr("xn-- form"));
  EXPECT_EQ(bench.plan("network.ping", {{"host", "127.0.0.1"}, {"count", "1001"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(Ping, ANameNobodyKnowsIsNotFoundAndAZoneThatIsNotThereToo) {
  const Bench bench = network_bench(environment());
  EXPECT_EQ(bench.run("network.ping", {{"host", "nowhere.example.org"}}).status().code(),
            absl::StatusCode::kUnavailable);  // there is no DNS server
  EXPECT_EQ(bench.run("network.ping", {{"host", "fe80::1%eth77"}}).status().code(),
            absl::StatusCode::kNotFound);
}

TEST(PingResult, FiguresAreThoseOfTheSeries) {
  PingResult result;
  result.sent = 4;
  result.received = 3;
  result.times = {1, 2, 6};
  EXPECT_DOUBLE_EQ(result.loss_percent(), 25);
  EXPECT_DOUBLE_EQ(result.least(), 1);
  EXPECT_DOUBLE_EQ(result.mean(), 3);
  EXPECT_DOUBLE_EQ(result.most(), 6);
  EXPECT_NEAR(result.deviation(), std::sqrt(14.0 / 3), 1e-9);
  EXPECT_DOUBLE_EQ(PingResult().mean(), 0);
}

}  // namespace
}  // namespace maxos::agents
