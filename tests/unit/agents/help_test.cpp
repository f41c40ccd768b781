#include "scene.h"

namespace maxos::agents {
namespace {

class Help : public ::testing::Test {
 protected:
  Help() { environment_.registry = &registry_; }
  const Registry registry_ = builtin_registry();
  HandlerEnvironment environment_;
};

TEST_F(Help, NamesEveryAgentWithExamples) {
  const auto outcome = Bench(environment_).run("agent.help", {});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->status, AnswerStatus::success);
  EXPECT_NE(outcome->message.find("What's my system uptime?"), std::string::npos) << outcome->message;
  for (const std::string_view line :
       {"\nfilesystem: \"List files in my home directory\", ",
        "\ndeveloper: nothing in this version; 9 requests are understood, but not yet available.",
        "\nknowledge: nothing in this version; 2 requests are understood, but not yet available."}) {
    EXPECT_NE(outcome->message.find(line), std::string::npos) << outcome->message;
  }
  EXPECT_NE(value(*outcome, "agents").find("\"name\":\"knowledge\",\"summary\":"), std::string::npos);
  EXPECT_EQ(value(*outcome, "agents").find("knowledge.query"), std::string::npos);
}

TEST_F(Help, AnAgentThatCanCarryOutNothingIsUnavailable) {
  const auto outcome = Bench(environment_).run("agent.help", {{"agent", "knowledge"}});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->status, AnswerStatus::unavailable);
  EXPECT_NE(outcome->message.find("registered, but offers nothing"), std::string::npos);
}

TEST_F(Help, OneAgentShowsItsOwn) {
  const auto outcome = Bench(environment_).run("agent.help", {{"agent", "filesystem"}});
  EXPECT_NE(outcome->message.find("list a directory"), std::string::npos);
  EXPECT_EQ(outcome->message.find("uptime"), std::string::npos);
  EXPECT_NE(value(*outcome, "agents").find("\"unavailable_count\":0"), std::string::npos);
  EXPECT_EQ(Bench(environment_).run("agent.help", {{"agent", "weather"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(Help, WhatIsOnlyAnnouncedIsCountedAndNotShown) {
  CapabilityDecl later = declare_file_info();
  later.intent = "file.later";
  later.announced = true;
  const Registry mixed(builtin_agents(), {&declare_file_list(), &later});
  environment_.registry = &mixed;
  const auto some = Bench(environment_).run("agent.help", {{"agent", "filesystem"}});
  EXPECT_TRUE(some->message.ends_with("\n1 more request is understood, but not yet available."))
      << some->message;
  EXPECT_EQ(value(*some, "agents").find("file.later"), std::string::npos);
  EXPECT_NE(value(*some, "agents").find("\"unavailable_count\":1"), std::string::npos);
}

}  // namespace
}  // namespace maxos::agents
