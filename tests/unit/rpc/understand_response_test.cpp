#include "rpc/understand_response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maxos::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(UnderstandResponse, SaysAllThatTheJudgementDoes) {
  orchestrator::Judgement judgement;
  judgement.intent = "file.copy";
  judgement.agent = "filesystem";
  judgement.confidence = 0.75;
  judgement.decision = orchestrator::Decision::ask;
  judgement.slots = {{"source", "/srv/a"}, {"overwrite", "true"}};
  judgement.missing = {"destination"};
  judgement.question = "Missing: destination.";
  judgement.candidates = {{"file.move", 0.25}, {"file.archive", 0.125}};
  const UnderstandResponse out = understand_response(judgement);
  EXPECT_EQ(out.intent(), "file.copy");
  EXPECT_EQ(out.agent(), "filesystem");
  EXPECT_EQ(out.confidence(), 0.75);
  EXPECT_EQ(out.decision(), "ask");
  ASSERT_EQ(out.slots().size(), 2U);
  EXPECT_EQ(out.slots().at("source"), "/srv/a");
  EXPECT_THAT(out.missing(), ElementsAre("destination"));
  EXPECT_EQ(out.question(), "Missing: destination.");
  ASSERT_EQ(out.candidates_size(), 2);
  EXPECT_EQ(out.candidates(1).intent(), "file.archive");
  EXPECT_EQ(out.candidates(1).confidence(), 0.125);
  EXPECT_THAT(out.clauses(), IsEmpty());
  EXPECT_EQ(out.caution(), "");
  EXPECT_FALSE(out.follow());
  judgement.follow = true;
  EXPECT_TRUE(understand_response(judgement).follow());
}

TEST(UnderstandResponse, OfNothingUnderstoodSaysUnknownAndRefuse) {
  orchestrator::Judgement judgement;
  judgement.clauses = {{"check the disk", "system.disk"}, {"restart nginx", "system.service_control"}};
  judgement.caution = "asked";
  const UnderstandResponse out = understand_response(judgement);
  EXPECT_EQ(out.intent(), "unknown");
  EXPECT_EQ(out.agent(), "orchestrator");
  EXPECT_EQ(out.decision(), "refuse");
  EXPECT_EQ(out.confidence(), 0);
  ASSERT_EQ(out.clauses_size(), 2);
  EXPECT_EQ(out.clauses(1).text(), "restart nginx");
  EXPECT_EQ(out.clauses(1).intent(), "system.service_control");
  EXPECT_EQ(out.caution(), "asked");
}

TEST(UnderstandResponse, MalformedUtf8IsReplaced) {
  orchestrator::Judgement judgement;
  judgement.slots = {{"path", "/srv/\xff"}};
  EXPECT_EQ(understand_response(judgement).slots().at("path"), "/srv/\xEF\xBF\xBD");
}

}  // namespace
}  // namespace maxos::rpc
