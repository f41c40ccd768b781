#include "netfilter/request.h"

#include <gtest/gtest.h>

#include <string>

namespace maxos::netfilter {
namespace {

TEST(ParseRequest, TakesFiveLinesAndNothingElse) {
  EXPECT_EQ(parse_request("rules")->verb, Verb::rules);
  EXPECT_EQ(parse_request("text")->verb, Verb::text);
  EXPECT_EQ(parse_request("blocked")->verb, Verb::blocked);
  const auto block = parse_request("block tcp 8080");
  ASSERT_TRUE(block);
  EXPECT_EQ(block->verb, Verb::block);
  EXPECT_EQ(block->protocol, Protocol::tcp);
  EXPECT_EQ(block->port, 8080);
  const auto allow = parse_request("allow udp 65535");
  ASSERT_TRUE(allow);
  EXPECT_EQ(allow->verb, Verb::allow);
  EXPECT_EQ(allow->protocol, Protocol::udp);
}

TEST(ParseRequest, RefusesEverythingElse) {
  for (const std::string text :
       {"", "rules ", "RULES", "block", "block tcp", "block tcp ", "block tcp 0", "block tcp 65536",
        "block tcp -1", "block tcp 08", "block tcp 80 ", "block icmp 80", "block tcp 80 }; flush ruleset",
        "block tcp 80\nflush ruleset", "flush ruleset", "block  tcp 80", "block tcp 0x50"}) {
    EXPECT_FALSE(parse_request(text)) << text;
  }
  EXPECT_FALSE(parse_request(std::string("rules\0", 6)));
  EXPECT_FALSE(parse_request(std::string(100'000, 'r')));
}

TEST(CommandsFor, WriteTheOwnTableAlone) {
  for (const char* text : {"block tcp 8080", "allow udp 53"}) {
    std::string commands = commands_for(*parse_request(text));
    std::size_t lines = 0;
    for (std::size_t at = 0; at < commands.size(); at = commands.find('\n', at) + 1, ++lines)
      EXPECT_NE(commands.substr(at, commands.find('\n', at) - at).find(" inet maxos"), std::string::npos);
    EXPECT_GE(lines, 9U);
  }
  EXPECT_EQ(commands_for(*parse_request("rules")), "");
}

}  // namespace
}  // namespace maxos::netfilter
