#include "netfilter/rule_set.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/socket.h>

#include <nlohmann/json.hpp>

#include "base/fd.h"
#include "commands.h"

namespace maxos::netfilter {
namespace {

using agents::command;
using nlohmann::json;
using ::testing::HasSubstr;

absl::StatusOr<std::string> ask(const char* request) {
  return carry_out(*parse_request(request));
}

class RuleSet : public ::testing::Test {
 protected:
  ~RuleSet() override { command("nft flush ruleset"); }
};

TEST_F(RuleSet, ABlockedPortIsInTheOwnTableAndOutOfItWhenAllowed) {
  EXPECT_EQ(*ask("blocked"), "{}");
  ASSERT_TRUE(ask("block tcp 8080").ok()) << ask("block tcp 8080").status();
  ASSERT_TRUE(ask("block udp 53").ok());
  const std::string rules = command("nft list ruleset");
  EXPECT_THAT(rules, HasSubstr("table inet maxos"));
  EXPECT_THAT(rules, HasSubstr("elements = { 8080 }"));
  EXPECT_THAT(rules, HasSubstr("elements = { 53 }"));
  EXPECT_THAT(*ask("blocked"), HasSubstr("8080"));
  ASSERT_TRUE(ask("allow tcp 8080").ok());
  EXPECT_EQ(command("nft list ruleset").find("8080"), std::string::npos);
  EXPECT_THAT(command("nft list ruleset"), HasSubstr("elements = { 53 }"));
}

TEST_F(RuleSet, ATableOfThatNameInAnotherFamilyIsNotOurs) {
  command("nft 'add table ip maxos; add table inet maxos2'");
  EXPECT_EQ(*ask("blocked"), "{}");
}

TEST_F(RuleSet, AskingTwiceChangesNothingMore) {
  ASSERT_TRUE(ask("block tcp 8080").ok());
  const std::string once = command("nft -s list ruleset");
  ASSERT_TRUE(ask("block tcp 8080").ok());
  EXPECT_EQ(command("nft -s list ruleset"), once);
  ASSERT_TRUE(ask("allow tcp 4711").ok());
  EXPECT_EQ(command("nft -s list ruleset"), once);
}

TEST_F(RuleSet, TablesOfOthersAreReadAndLeftAlone) {
  command(
      "nft 'add table inet filter; add chain inet filter input { type filter hook input priority 0; policy "
      "drop; }; "
      "add set inet filter maxos { type inet_service; elements = { 1, 2, 3 }; }; "
      "add rule inet filter input tcp dport 22 accept'");
  const std::string before = command("nft list table inet filter");
  ASSERT_TRUE(ask("block tcp 22").ok());
  ASSERT_TRUE(ask("allow tcp 22").ok());
  EXPECT_EQ(command("nft list table inet filter"), before);
  const json rules = json::parse(*ask("rules"));
  bool found = false;
  for (const json& each : rules.at("nftables"))
    found = found || (each.contains("chain") && each["chain"].at("table") == "filter" &&
                      each["chain"].at("policy") == "drop");
  EXPECT_TRUE(found);
  EXPECT_THAT(*ask("text"), HasSubstr("tcp dport 22 accept"));
}

TEST_F(RuleSet, ThePortIsClosedToOthersAndOpenToTheMachineItself) {
  ASSERT_TRUE(ask("block tcp 8080").ok());
  const base::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(8080);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener.get(), 4), 0);
  const base::UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

}  // namespace
}  // namespace maxos::netfilter
