#include <gmock/gmock.h>

#include <cctype>
#include <set>
#include <string>
#include <utility>

#include "bench.h"
#include "commands.h"
#include "other_host.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// What of a route can be compared with `ip -j route`.
std::set<std::string> lines_of_ip(const std::string& family) {
  std::set<std::string> lines;
  for (const json& route : json_command("ip -j -d -" + family + " route show table main")) {
    std::string line = route.at("dst");
    if (line != "default" && line.find('/') == std::string::npos) line += family == "4" ? "/32" : "/128";
    const std::string gateway =
        route.contains("via") ? route["via"].at("host") : route.value("gateway", json(""));
    line += " " + gateway + " " + route.value("dev", "") + " " + route.at("protocol").get<std::string>() +
            " " + std::to_string(route.value("metric", 0)) + " " + route.value("prefsrc", "") + " " +
            route.value("type", "unicast") + " " +
            std::to_string(route.value("nexthops", json::array()).size());
    lines.insert(std::move(line));
  }
  return lines;
}

std::set<std::string> lines_of(const json& routes, const std::string& family) {
  std::set<std::string> lines;
  for (const json& route : routes) {
    if (route.at("family") != family) continue;
    // The kernel puts unreachable routes of IPv6 on the loopback; ip(8) tells that too.
    lines.insert(route.at("destination").get<std::string>() + " " + route.value("gateway", "") + " " +
                 route.value("interface", "") + " " + route.at("protocol").get<std::string>() + " " +
                 std::to_string(route.at("metric").get<int>()) + " " + route.value("source", "") + " " +
                 route.at("type").get<std::string>() + " " +
                 std::to_string(route.value("next_hops", json::array()).size()));
  }
  return lines;
}

TEST(Routes, AgreeFieldByFieldWithIp) {
  const OtherHost other;
  command(
      "ip route add default via 10.77.0.2 metric 50 && ip route add default via 10.77.0.3 metric 600 proto "
      "dhcp && "
      "ip route add 192.0.2.0/24 via 10.77.0.2 proto static src 10.77.0.1 && "
      "ip route add 198.51.100.7 via inet6 fd77::2 dev here0 && ip route add blackhole 203.0.113.0/24 && "
      "ip route add 192.0.2.128/25 nexthop via 10.77.0.2 nexthop via 10.77.0.3 && "
      "ip route add 10.9.0.0/16 via 10.77.0.2 table 77 && "
      "ip -6 route add default via fd77::2 metric 1024 && ip -6 route add unreachable 2001:db8:dead::/48");
  const auto outcome = network_bench().run("network.routes", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const json ours = json_value(*outcome, "routes");
  EXPECT_EQ(lines_of(ours, "ipv4"), lines_of_ip("4"));
  EXPECT_EQ(lines_of(ours, "ipv6"), lines_of_ip("6"));
  EXPECT_EQ(value(*outcome, "default_gateway_ipv4"), "10.77.0.2");
  EXPECT_EQ(value(*outcome, "default_interface_ipv4"), "here0");
  EXPECT_EQ(value(*outcome, "default_metric_ipv4"), "50");
  EXPECT_EQ(value(*outcome, "default_gateway_ipv6"), "fd77::2");
  EXPECT_EQ(value(*outcome, "total_count"), std::to_string(ours.size()));
  EXPECT_THAT(outcome->message, HasSubstr("The default gateway is 10.77.0.2, over here0. "));
}

TEST(Routes, NeighboursAgreeWithIp) {
  const OtherHost other;
  command(
      "ip neigh add 10.77.0.9 lladdr 02:00:00:00:00:09 dev here0 nud permanent && "
      "ip neigh add fd77::9 lladdr 02:00:00:00:00:0a dev here0 nud permanent");
  const auto outcome = network_bench().run("network.routes", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  std::set<std::string> ours, theirs;
  for (const json& each : json_value(*outcome, "neighbours")) {
    ours.insert(each.at("address").get<std::string>() + each.at("interface").get<std::string>() +
                each.value("mac", "") + each.at("state").get<std::string>());
  }
  for (const json& each : json_command("ip -j neigh")) {
    std::string state = each.at("state").at(0);
    for (char& c : state) c = static_cast<char>(std::tolower(c));
    theirs.insert(each.at("dst").get<std::string>() + each.at("dev").get<std::string>() +
                  each.value("lladdr", "") + state);
  }
  EXPECT_EQ(ours, theirs);
  EXPECT_GE(ours.size(), 2U);
}

TEST(Routes, WithoutADefaultGatewayThatIsSaid) {
  const auto outcome = network_bench().run("network.routes", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_THAT(outcome->message, HasSubstr("There is no default gateway."));
  EXPECT_EQ(value(*outcome, "default_gateway_ipv4"), "(no default_gateway_ipv4)");
}

}  // namespace
}  // namespace maxos::agents
