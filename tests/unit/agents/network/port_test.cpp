#include <gmock/gmock.h>

#include "base/fd.h"
#include "bench.h"
#include "commands.h"
#include "other_host.h"

namespace maxos::agents {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Port : public ::testing::Test {
 protected:
  HandlerEnvironment environment() {
    etc_.write("hosts", "10.77.0.2 far\n10.77.0.9 mixed\n10.77.0.2 mixed\n");
    etc_.write("resolv.conf", "");
    HandlerEnvironment environment;
    environment.etc_root = etc_.path();
    return environment;
  }
  const TempTree etc_;
};

TEST_F(Port, OneThatListensIsOpenWithTheTimeItTook) {
  const OtherHost other;
  const base::UniqueFd listener(other.listen(8080));
  const auto outcome = network_bench(environment()).run("network.port", {{"host", "far"}, {"port", "8080"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "state"), "open");
  EXPECT_EQ(value(*outcome, "open"), "true");
  EXPECT_EQ(value(*outcome, "address"), "10.77.0.2");
  EXPECT_GT(std::stod(value(*outcome, "connect_ms")), 0);
  EXPECT_LT(std::stod(value(*outcome, "connect_ms")), 5000);
  EXPECT_THAT(outcome->message, HasSubstr("Port 8080 of far (10.77.0.2) is open: connected in "));
}

TEST_F(Port, OneWhereNobodyListensIsClosed) {
  const OtherHost other;
  const auto outcome =
      network_bench(environment()).run("network.port", {{"host", "10.77.0.2"}, {"port", "8081"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "state"), "closed");
  EXPECT_THAT(outcome->message, HasSubstr("Port 8081 of 10.77.0.2 is closed: the host is there and refuses"));
}

TEST_F(Port, OneThatDoesNotAnswerIsFilteredWithinTheTimeLimit) {
  const OtherHost other;
  other.drop("tcp dport 8082 drop");
  const auto began = ExecutionContext::Clock::now();
  const auto outcome =
      network_bench(environment()).run("network.port", {{"host", "10.77.0.2"}, {"port", "8082"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "state"), "filtered");
  EXPECT_THAT(outcome->message, HasSubstr("is filtered: no answer within 5"));
  EXPECT_LT(ExecutionContext::Clock::now() - began, std::chrono::seconds(20));
}

TEST_F(Port, WithoutARouteItIsUnreachable) {
  const auto outcome =
      network_bench(environment()).run("network.port", {{"host", "192.0.2.1"}, {"port", "443"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "state"), "unreachable");
  EXPECT_THAT(outcome->message, HasSubstr("unreachable: Network is unreachable."));
}

TEST_F(Port, OfANameWithSeveralAddressesTheOneThatAnswersCounts) {
  const OtherHost other;
  const base::UniqueFd listener(other.listen(8083));
  const auto outcome =
      network_bench(environment()).run("network.port", {{"host", "mixed"}, {"port", "8083"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "state"), "open");
  EXPECT_EQ(value(*outcome, "address"), "10.77.0.2");
  EXPECT_EQ(json_value(*outcome, "tried").size(), 2U);
}

TEST_F(Port, PortsThatAreNoneAreRefused) {
  const Bench bench = network_bench(environment());
  for (const char* port : {"0", "65536", "-1", "http; reboot", "80 81"}) {
    EXPECT_EQ(bench.plan("network.port", {{"host", "far"}, {"port", port}}).status().code(),
              absl::StatusCode::kInvalidArgument)
        << port;
  }
  EXPECT_EQ(bench.plan("network.port", {{"host", "far"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace maxos::agents
