#include <gmock/gmock.h>

#include "agents/network/packet_filter.h"
#include "bench.h"
#include "commands.h"
#include "netfilter_service.h"
#include "other_host.h"
#include "platform/socket_table.h"

namespace maxos::agents {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Firewall : public ::testing::Test {
 protected:
  Firewall() {
    run_.mkdir("maxos");
    environment_.run_root = run_.path();
  }
  ~Firewall() override { command("nft flush ruleset"); }
  Bench bench() const { return network_bench(environment_); }
  std::string socket() const { return run_ / "maxos/netfilter.sock"; }

  const TempTree run_;
  HandlerEnvironment environment_;
};

TEST_F(Firewall, WithoutTheServiceItIsUnavailableAndSaysWhatToStart) {
  const Bench bare = bench();
  for (const char* action : {"status", "block"}) {
    const auto outcome = bare.run("network.firewall", {{"action", action}, {"port", "8080"}});
    EXPECT_EQ(outcome.status().code(), absl::StatusCode::kUnavailable) << action;
    EXPECT_THAT(message(outcome.status()),
                AllOf(HasSubstr("systemctl enable --now maxos-netfilter.socket"), HasSubstr("firewalld")));
  }
}

TEST_F(Firewall, AnEmptyRuleSetIsSaidToBeSo) {
  const NetfilterService service(socket());
  const auto outcome = bench().run("network.firewall", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "backend"), "nftables");
  EXPECT_EQ(value(*outcome, "active"), "false");
  EXPECT_EQ(value(*outcome, "tables"), "[]");
  EXPECT_EQ(outcome->message, "No firewall rule is in force: whatever listens can be reached.");
}

TEST_F(Firewall, RulesOfOthersAreToldWithTheirChainsAndText) {
  const NetfilterService service(socket());
  command(
      "nft 'add table inet filter; add chain inet filter input { type filter hook input priority 0; policy "
      "drop; }; "
      "add chain inet filter own; add rule inet filter input tcp dport 22 accept; add rule inet filter input "
      "jump own'");
  const auto outcome = bench().run("network.firewall", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "active"), "true");
  EXPECT_EQ(value(*outcome, "rules_count"), "2");
  const json table = json_value(*outcome, "tables").at(0);
  EXPECT_EQ(table.at("name"), "filter");
  EXPECT_EQ(table.at("chains").at(0).at("policy"), "drop");
  EXPECT_EQ(table.at("chains").at(0).at("rules_count"), 2);
  EXPECT_FALSE(table.at("chains").at(1).contains("hook"));
  EXPECT_THAT(value(*outcome, "rule_set"), HasSubstr("tcp dport 22 accept"));
  EXPECT_THAT(outcome->message,
              HasSubstr("What comes in is dropped unless a rule lets it in (inet filter input)."));
}

TEST_F(Firewall, ABlockedPortIsClosedToOthersUntilItIsAllowedAgain) {
  const NetfilterService service(socket());
  const OtherHost other;
  const Bench with = bench();
  const base::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::listen(listener.get(), 8), 0);  // at a port of the kernel's choice
  const auto table = platform::read_inet_sockets({.states = 1U << 10}, nullptr);
  ASSERT_EQ(table->sockets.size(), 1U);
  const std::string port = std::to_string(table->sockets.front().local_port);
  const std::string probe =
      "timeout 1 bash -c \"exec 3<>/dev/tcp/10.77.0.1/" + port + "\" && echo open || echo closed";
  EXPECT_EQ(other.run(probe), "open\n");

  const auto plan = with.plan("network.firewall", {{"action", "block"}, {"port", port}});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_THAT(plan->preview, AllOf(HasSubstr("Would block TCP port " + port), HasSubstr("listens there.")));
  EXPECT_EQ(other.run(probe), "open\n");  // a plan changes nothing
  const auto blocked = with.handler("network.firewall").execute(*plan, quiet_context());
  ASSERT_TRUE(blocked.ok()) << blocked.status();
  EXPECT_EQ(blocked->message, "TCP port " + port + " is blocked now for other machines.");
  EXPECT_EQ(json_value(*blocked, "undo").at("action"), "allow");
  EXPECT_EQ(other.run(probe + " 2>/dev/null"), "closed\n");
  EXPECT_THAT(with.run("network.firewall", {})->message, HasSubstr("Blocked by maxos: TCP " + port + "."));

  const auto allowed = with.run("network.firewall", {{"action", "allow"}, {"port", port}});
  ASSERT_TRUE(allowed.ok()) << allowed.status();
  EXPECT_EQ(value(*allowed, "blocked"), "[]");
  EXPECT_EQ(other.run(probe), "open\n");
}

TEST_F(Firewall, WhatOthersMayStillKeepClosedIsSaidWhenAPortIsAllowed) {
  const NetfilterService service(socket());
  command(
      "nft 'add table ip mine; add chain ip mine in { type filter hook input priority 0; policy drop; }'");
  const auto outcome =
      bench().run("network.firewall", {{"action", "allow"}, {"port", "53"}, {"protocol", "udp"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_THAT(outcome->message,
              AllOf(HasSubstr("UDP port 53 is not blocked any more."), HasSubstr("ip mine in")));
}

TEST_F(Firewall, APortIsNeededForAChangeAndThePlanNamesWhatIsMissing) {
  const auto plan = bench().plan("network.firewall", {{"action", "block"}});
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(message(plan.status()), HasSubstr("Missing: port"));
  EXPECT_EQ(
      bench().plan("network.firewall", {{"action", "block"}, {"port", "22; flush ruleset"}}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST_F(Firewall, ChangesArePrivilegedAndReadingIsNot) {
  const CapabilityDecl& declaration = declare_network_firewall();
  EXPECT_EQ(risk_of(declaration, {{"action", "block"}}), Risk::privileged);
  EXPECT_EQ(risk_of(declaration, {{"action", "allow"}}), Risk::privileged);
  EXPECT_EQ(risk_of(declaration, {}), Risk::read);
}

TEST(PacketFilter, AnswersThatAreNoneAreRefused) {
  EXPECT_FALSE(parse_rules("").ok());
  EXPECT_FALSE(parse_rules("[]").ok());
  EXPECT_FALSE(parse_rules(R"({"nftables":7})").ok());
  EXPECT_TRUE(parse_rules("{}")->empty());
  EXPECT_TRUE(
      parse_rules(R"({"nftables":[7,null,{"chain":{}},{"rule":{"family":1}},{"chain":[1]}]})")->empty());
  EXPECT_TRUE(
      parse_blocked(R"({"nftables":[{"set":{"name":"blocked_tcp","elem":[-1,70000,"x",{"range":[1,2]}]}}]})")
          ->empty());
  const auto blocked = parse_blocked(
      R"({"nftables":[{"set":{"name":"blocked_udp","elem":[53]}},{"set":{"name":"o","elem":[1]}}]})");
  ASSERT_EQ(blocked->size(), 1U);
  EXPECT_EQ(blocked->front().protocol, "udp");
  EXPECT_EQ(blocked->front().port, 53);
}

TEST(PacketFilter, OwnChainsAreNotThoseOfOthers) {
  const std::vector<FilterTable> tables = {
      {"inet", "maxos", {{.name = "input", .hook = "input", .policy = "accept", .rules = 3}}},
      {"ip",
       "a",
       {{.name = "in", .hook = "input", .policy = "accept", .rules = 1},
        {.name = "out", .hook = "output", .policy = "drop"}}},
      {"ip", "b", {{.name = "in", .hook = "input", .policy = "drop"}}}};
  EXPECT_THAT(input_chains(tables, true), ElementsAre("ip b in"));
  EXPECT_THAT(input_chains(tables, false), ElementsAre("ip a in", "ip b in"));
}

}  // namespace
}  // namespace maxos::agents
