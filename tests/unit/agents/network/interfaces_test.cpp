#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

#include "bench.h"
#include "commands.h"
#include "other_host.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

json by_name(const json& list, const std::string& key) {
  json found = json::object();
  for (const json& each : list) found[each.at(key).get<std::string>()] = each;
  return found;
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(c));
  return text;
}

TEST(Interfaces, AgreeFieldByFieldWithIp) {
  const OtherHost other;
  command("ip link add bridge0 type bridge && ip link set here0 master bridge0 && ip link set bridge0 up");
  command(
      "ip link add loose0 type veth peer name loose1 && "
      "ip link property add dev loose0 altname a-long-name-of-the-loose-end");
  auto outcome = network_bench().run("network.interfaces", {});
  // A bridge comes up, and gets its own address, a moment after it was told to: both have to see the same.
  for (std::string seen; seen != command("ip -j address");) {
    seen = command("ip -j address");
    outcome = network_bench().run("network.interfaces", {});
  }
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const json ours = by_name(json_value(*outcome, "interfaces"), "name");
  const json theirs = by_name(json_command("ip -j -s -d address"), "ifname");
  EXPECT_EQ(value(*outcome, "total_count"), std::to_string(theirs.size()));
  ASSERT_EQ(ours.size(), theirs.size());
  for (const auto& [name, ip] : theirs.items()) {
    SCOPED_TRACE(name);
    const json& mine = ours.at(name);
    EXPECT_EQ(mine.at("index"), ip.at("ifindex"));
    EXPECT_EQ(mine.at("mtu_bytes"), ip.at("mtu"));
    EXPECT_EQ(mine.at("state"), lower(ip.at("operstate")));
    const auto flags = ip.at("flags").get<std::vector<std::string>>();
    EXPECT_EQ(mine.at("enabled"), std::count(flags.begin(), flags.end(), "UP") == 1);
    EXPECT_EQ(mine.at("carrier"), std::count(flags.begin(), flags.end(), "LOWER_UP") == 1);
    EXPECT_EQ(mine.value("mac", "00:00:00:00:00:00"), ip.value("address", "00:00:00:00:00:00"));
    EXPECT_EQ(mine.value("master", ""), ip.value("master", ""));
    EXPECT_EQ(mine.value("alternative_names", json::array()), ip.value("altnames", json::array()));
    EXPECT_EQ(mine.value("kind", ""), ip.contains("linkinfo") ? ip["linkinfo"].value("info_kind", "") : "");
    const json& stats = ip.at("stats64");
    EXPECT_LE(mine.at("received_bytes"), stats.at("rx").at("bytes"));
    EXPECT_LE(mine.at("sent_packets"), stats.at("tx").at("packets"));
    EXPECT_EQ(mine.at("received_errors"), stats.at("rx").at("errors"));
    ASSERT_EQ(mine.at("addresses").size(), ip.at("addr_info").size());
    for (std::size_t i = 0; i < ip.at("addr_info").size(); ++i) {
      const json& address = mine.at("addresses").at(i);
      const json& expected = ip.at("addr_info").at(i);
      EXPECT_EQ(address.at("address"), expected.at("local"));
      EXPECT_EQ(address.at("prefix_length"), expected.at("prefixlen"));
      EXPECT_EQ(address.at("scope"), expected.at("scope"));
      EXPECT_EQ(address.at("family"), expected.at("family") == "inet6" ? "ipv6" : "ipv4");
    }
  }
  command("ip link del loose0; ip link del bridge0");
}

TEST(Interfaces, OneIsToldWithItsAddressesAndFigures) {
  const OtherHost other;
  const auto outcome = network_bench().run("network.interfaces", {{"interface", "here0"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_THAT(outcome->message, AllOf(HasSubstr("here0 is up with 10.77.0.1/24, fd77::1/64"),
                                      HasSubstr("ethernet (veth), MAC "), HasSubstr("MTU 1500")));
  EXPECT_EQ(value(*outcome, "total_count"), "1");
}

TEST(Interfaces, OneWithoutCarrierOrSwitchedOffIsSaidToBeSo) {
  command("ip link add lonely0 type veth peer name lonely1 && ip link set lonely0 up");
  const Bench bench = network_bench();
  EXPECT_THAT(bench.run("network.interfaces", {{"interface", "lonely0"}})->message,
              HasSubstr("lonely0 is on, but without a carrier"));
  EXPECT_THAT(bench.run("network.interfaces", {{"interface", "lonely1"}})->message,
              HasSubstr("lonely1 is switched off, without an address"));
  command("ip link del lonely0");
}

TEST(Interfaces, OneThatIsNotThereIsNotFoundAndTheOthersAreNamed) {
  const auto outcome = network_bench().run("network.interfaces", {{"interface", "eth77"}});
  EXPECT_EQ(outcome.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(message(outcome.status()), AllOf(HasSubstr("no network interface eth77"), HasSubstr("lo")));
}

TEST(Interfaces, NamesThatNoLinkCanHaveAreRefused) {
  const Bench bench = network_bench();
  for (const char* name : {"../../etc", "eth0; reboot", "a-name-of-16-byt", "eth0:1", "e\xC3\xA9th", ".."}) {
    const auto plan = bench.plan("network.interfaces", {{"interface", name}});
    EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(message(plan.status()), HasSubstr("for example eth0")) << name;
  }
}

TEST(Interfaces, SpeedAndWifiAreWhatSysfsSays) {
  const OtherHost other;
  const TempTree tree;
  tree.write("class/net/here0/speed", "2500\n");
  tree.write("class/net/lo/speed", "-1\n");
  tree.mkdir("class/net/here0/phy80211");
  HandlerEnvironment environment;
  environment.sys_root = tree.path();
  const auto outcome = network_bench(environment).run("network.interfaces", {});
  ASSERT_TRUE(outcome.ok());
  const json ours = by_name(json_value(*outcome, "interfaces"), "name");
  EXPECT_EQ(ours["here0"].at("speed_mbps"), 2500);
  EXPECT_EQ(ours["here0"].at("type"), "wifi");
  EXPECT_FALSE(ours["lo"].contains("speed_mbps"));
}

TEST(Interfaces, ThreeHundredAreCutToTheAnswersSizeWithAnHonestTotal) {
  command("for i in $(seq 150); do echo link add many$i type veth peer name peer$i; done | ip -batch -");
  auto config = std::make_shared<config::Config>();
  config->limits.answer_bytes = 64 * 1024;
  HandlerEnvironment environment;
  environment.config = [config] { return config; };
  const auto outcome = network_bench(environment).run("network.interfaces", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_count"), "301");
  EXPECT_EQ(value(*outcome, "truncated"), "true");
  EXPECT_LT(value(*outcome, "interfaces").size(), 64U * 1024);
  EXPECT_LT(outcome->message.size(), 500U);
  command("for i in $(seq 150); do echo link del many$i; done | ip -batch -");
}

}  // namespace
}  // namespace maxos::agents
