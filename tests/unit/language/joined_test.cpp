#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "scene.h"

namespace maxos::language {
namespace {

class Joined : public UnderstanderTest {
 protected:
  // The intents of the requests that it falls apart into; empty when it is one.
  std::vector<std::string> parts(std::string_view text) const {
    std::vector<std::string> intents;
    for (const Clause& clause : understander_->understand(text, {}).clauses) intents.push_back(clause.intent);
    return intents;
  }
  using Intents = std::vector<std::string>;
};

TEST_F(Joined, TwoReadsWithoutASecondVerbAreTwo) {
  EXPECT_EQ(parts("show uptime and disk usage"), (Intents{"system.uptime", "system.disk"}));
  EXPECT_EQ(parts("what's the uptime and who is logged in"), (Intents{"system.uptime", "system.users"}));
  EXPECT_EQ(parts("is nginx running and how big is /srv/data"), (Intents{"system.service", "file.info"}));
}

TEST_F(Joined, PunctuationAloneJoinsToo) {
  EXPECT_EQ(parts("check health, restart nginx"), (Intents{"system.health", "system.service_control"}));
  EXPECT_EQ(parts("list files in /srv/data, archive them"), (Intents{"file.list", "file.archive"}));
  EXPECT_EQ(parts("restart nginx. show the logs of nginx"),
            (Intents{"system.service_control", "system.logs"}));
}

TEST_F(Joined, OneRequestForTwoThingsIsTwoRequests) {
  const Understanding understanding = understander_->understand("ping google.com and example.com", {});
  EXPECT_EQ(understanding.intent, "unknown");
  ASSERT_EQ(understanding.clauses.size(), 2U);
  EXPECT_EQ(understanding.clauses[0].text, "ping google.com");
  EXPECT_EQ(understanding.clauses[1].text, "ping example.com");
  EXPECT_EQ(understanding.clauses[1].intent, "network.ping");
}

TEST_F(Joined, WhatBelongsTogetherStaysOne) {
  for (const std::string_view text :
       {"show memory and cpu usage", "list files and folders in /srv/data",
        "find files larger than 5MB and older than 2 weeks in /srv", "hello, show the uptime",
        "show the uptime, please", "list all files in my home directory and sort them by size",
        "the computer is acting up, show the health", "free up room, get the trash emptied"})
    EXPECT_TRUE(parts(text).empty()) << text;
}

}  // namespace
}  // namespace maxos::language
