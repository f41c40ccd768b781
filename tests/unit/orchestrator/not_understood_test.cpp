// Requests that end before they are planned, because of what they say or leave out.
#include "scene.h"

namespace maxos::orchestrator {
namespace {

TEST_F(OrchestratorTest, WhatIsNotUnderstoodIsUnhandledAndOffersTheNearest) {
  const auto answer = ask("sing a song");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->agent, "orchestrator");
  EXPECT_EQ(answer->status, AnswerStatus::unhandled);
  EXPECT_EQ(value(*answer, "intent"), "unknown");
  EXPECT_THAT(answer->message, HasSubstr("read it"));
}

TEST_F(OrchestratorTest, TwoRequestsInOneAreNamedAndNeitherIsDone) {
  for (const agents::Values& context : {agents::Values{}, agents::Values{{"domain", "network"}}}) {
    const auto answer = ask("two", context);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->agent, "orchestrator");
    EXPECT_EQ(answer->status, AnswerStatus::unhandled);
    EXPECT_EQ(value(*answer, "intent"), "unknown");
    EXPECT_EQ(answer->message,
              "These are two requests: \"read it\" (test.read) and \"change it\" (test.change). Nothing was "
              "done; ask them one by one.");
    EXPECT_EQ(value(*answer, "clauses"),
              R"([{"text":"read it","intent":"test.read"},{"text":"change it","intent":"test.change"}])");
  }
  EXPECT_EQ(read_->executions + change_->executions, 0);
}

TEST_F(OrchestratorTest, WhatOnlyMentionsAnActionIsToldSoWithThePlainWayToSayIt) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"asked", "That reads like a question about an action, not a request for it"},
      {"negated", "not to do"},
      {"reported", "report"},
      {"conditional", "condition"},
      {"later", "another time"},
      {"shell", "no shell"},
      {"kernel_path", "/dev, /proc and /sys"},
      {"elsewhere", "another machine"},
      {"too_much", "has to be named"},
      {"part", "name each file or folder"}};
  for (const auto& [caution, part] : cases) {
    const auto answer = ask("caution " + caution);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->status, AnswerStatus::unhandled);
    EXPECT_EQ(value(*answer, "intent"), "unknown");
    EXPECT_EQ(value(*answer, "caution"), caution);
    EXPECT_EQ(value(*answer, "clauses"), "(none)");
    EXPECT_THAT(answer->message, HasSubstr(part));
    EXPECT_THAT(answer->message, HasSubstr("nothing was done"));
    EXPECT_THAT(answer->message, HasSubstr("for example: \"read it\""));
  }
}

TEST_F(OrchestratorTest, UnderstandingSaysWhatWouldBeDoneAndDoesNothing) {
  const Judgement judgement = orchestrator_->understand(" test.path\n", {{"path", "/srv/b"}});
  EXPECT_EQ(judgement.intent, "test.path");
  EXPECT_EQ(judgement.slots, (agents::Values{{"path", "/srv/b"}}));
  EXPECT_EQ(judgement.decision, Decision::run);
  EXPECT_EQ(path_->executions, 0);
  EXPECT_EQ(conversations_.buffered(), 0U);
}

TEST_F(OrchestratorTest, ANewConfigurationHoldsFromTheNextRequestOn) {
  understander_.confidence = 0.65;
  EXPECT_EQ(ask("test.change")->status, AnswerStatus::success);
  config::Config stricter;
  stricter.language.modify_confidence = 0.7;
  config_.set(std::make_shared<const config::Config>(stricter));
  EXPECT_EQ(ask("test.change")->status, AnswerStatus::unhandled);
}

TEST_F(OrchestratorTest, AnAgentWithoutCapabilitiesSaysThatItIsUnavailable) {
  const auto answer = ask("anything", {{"domain", "network"}});
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->agent, "network");
  EXPECT_EQ(answer->status, AnswerStatus::unavailable);
}

TEST_F(OrchestratorTest, WhatIsOnlyAnnouncedIsUnavailableAndKeepsItsIntentAndSlots) {
  for (const agents::Values& context :
       {agents::Values{{"path", "/srv/a"}}, agents::Values{{"path", "/srv/a"}, {"dry_run", "true"}}}) {
    const auto answer = ask("test.announced", context);
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->agent, "system");
    EXPECT_EQ(answer->status, AnswerStatus::unavailable);
    EXPECT_EQ(value(*answer, "intent"), "test.announced");
    EXPECT_EQ(value(*answer, "slots"), R"({"path":"/srv/a"})");
    EXPECT_THAT(answer->message, HasSubstr("copy a thing"));
    EXPECT_THAT(answer->message, HasSubstr(MAXOS_VERSION));
  }
}

TEST_F(OrchestratorTest, WhatIsOnlyAnnouncedStillNeedsItsSlotsAndTheRole) {
  const auto missing = ask("test.announced");
  EXPECT_EQ(missing->status, AnswerStatus::error);
  EXPECT_THAT(missing->message, HasSubstr("path"));
  EXPECT_THAT(missing->message, HasSubstr("/srv/a"));
  const auto refused = ask("test.mount");
  EXPECT_EQ(refused->status, AnswerStatus::denied);
  EXPECT_EQ(value(*refused, "intent"), "test.mount");
  understander_.confidence = 0.5;
  EXPECT_EQ(ask("test.announced", {{"path", "/srv/a"}})->status, AnswerStatus::unhandled);
}

TEST_F(OrchestratorTest, AMissingSlotIsAnErrorThatNamesIt) {
  const auto answer = ask("test.path");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, AnswerStatus::error);
  EXPECT_EQ(value(*answer, "intent"), "test.path");
  EXPECT_THAT(answer->message, HasSubstr("/srv/a"));
  EXPECT_EQ(path_->executions, 0);
}

TEST_F(OrchestratorTest, AChangeThatIsNotUnderstoodForSureIsNotEvenPlanned) {
  understander_.confidence = 0.5;
  EXPECT_EQ(ask("test.change")->status, AnswerStatus::unhandled);
  EXPECT_EQ(ask("test.read")->status, AnswerStatus::success);
}

}  // namespace
}  // namespace maxos::orchestrator
