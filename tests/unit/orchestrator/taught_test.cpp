#include "scene.h"

namespace maxos::orchestrator {
namespace {

TEST_F(OrchestratorTest, AnAnswerNamesTheTaughtPhraseItWasUnderstoodBy) {
  const auto answer = ask("by uid:7 test.read");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, AnswerStatus::success);
  EXPECT_EQ(value(*answer, "taught_phrase"), "my things");
  EXPECT_EQ(value(*ask("test.read"), "taught_phrase"), "(none)");
}

TEST_F(OrchestratorTest, AnotherOperatorsPhraseForAChangeIsConfirmed) {
  const auto answer = ask("by uid:7 test.change");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, AnswerStatus::confirmation_required);
  EXPECT_THAT(answer->message, HasSubstr("\"my things\" means test.change, as uid:7 taught it"));
  EXPECT_EQ(change_->executions, 0);
  const auto confirmed =
      ask("by uid:7 test.change", {{"confirmation_token", value(*answer, "confirmation_token")}});
  EXPECT_EQ(confirmed->status, AnswerStatus::success);
  EXPECT_EQ(change_->executions, 1);
}

TEST_F(OrchestratorTest, WhatWouldBeDoneToMoreThanWasSaidIsConfirmed) {
  EXPECT_EQ(orchestrator_->understand("whole test.change", {}).decision, Decision::confirm);
  const auto answer = ask("whole test.change");
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, AnswerStatus::confirmation_required);
  EXPECT_EQ(change_->executions, 0);
  const auto confirmed =
      ask("whole test.change", {{"confirmation_token", value(*answer, "confirmation_token")}});
  EXPECT_EQ(confirmed->status, AnswerStatus::success);
  EXPECT_EQ(change_->executions, 1);
  EXPECT_EQ(ask("whole test.read")->status, AnswerStatus::success);
}

TEST_F(OrchestratorTest, OnesOwnPhraseAndAnAdministratorsNeedNoMoreThanTheIntent) {
  EXPECT_EQ(ask("by " + principal_->id + " test.change")->status, AnswerStatus::success);
  EXPECT_EQ(ask("by uid:0 test.change")->status, AnswerStatus::success);
  // But no less either.
  change_->confirm = true;
  EXPECT_EQ(ask("by uid:0 test.change")->status, AnswerStatus::confirmation_required);
}

TEST_F(OrchestratorTest, RequestsAreCountedAndMissesKept) {
  ask("test.read").IgnoreError();
  ask("frob /srv/a").IgnoreError();
  ask("frob /srv/b").IgnoreError();
  ask("caution asked").IgnoreError();
  ask("two").IgnoreError();
  const auto figures = statistics_.figures();
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].intents.at(0).intent, "test.read");
  EXPECT_EQ(figures[1].figures.count(AnswerStatus::unhandled), 4U);
  const auto report = misses_.report(10);
  ASSERT_EQ(report.total_groups, 3U);
  EXPECT_EQ(report.groups[0].text, "frob /srv/b");
  EXPECT_EQ(report.groups[0].count, 2U);
  EXPECT_EQ(report.groups[0].nearest, "test.read");
  std::vector<std::string> why;
  for (const auto& group : report.groups) why.push_back(group.why);
  EXPECT_THAT(why, testing::UnorderedElementsAre("unknown", "asked", "clauses"));
}

}  // namespace
}  // namespace maxos::orchestrator
