#include "orchestrator/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace maxos::orchestrator {
namespace {

using agents::CapabilityDecl;
using agents::Risk;
using agents::SlotDecl;
using agents::SlotType;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::array<std::string_view, 2> kActions = {"status", "connect"};
constexpr std::array<std::string_view, 1> kPrivileged = {"connect"};
constexpr std::array<SlotDecl, 2> kWifiSlots = {
    {{"action", SlotType::choice, false, "what to do", "connect", kActions},
     {"ssid", SlotType::text, false, "which network", "home"}}};
constexpr std::array<SlotDecl, 3> kCopySlots = {{{"source", SlotType::path, true, "what to copy", "/srv/a"},
                                                 {"destination", SlotType::path, true, "where to", "/srv/b"},
                                                 {"limit", SlotType::count, false, "how many", "5"}}};
constexpr std::array<std::string_view, 1> kCopyPhrases = {"copy /srv/a to /srv/b"};

constexpr std::array<SlotDecl, 1> kLookUpSlots = {{{.name = "host",
                                                    .type = SlotType::host,
                                                    .required = true,
                                                    .summary = "what to look up",
                                                    .example = "example.org",
                                                    .unless_about = "servers"}}};

const CapabilityDecl kRead{.intent = "t.read", .agent = "system", .summary = "", .risk = Risk::read};
const CapabilityDecl kModify{.intent = "t.modify", .agent = "system", .summary = "", .risk = Risk::modify};
const CapabilityDecl kDestroy{
    .intent = "t.destroy", .agent = "system", .summary = "", .risk = Risk::destructive};
const CapabilityDecl kExecute{.intent = "t.execute", .agent = "system", .summary = "", .risk = Risk::execute};
const CapabilityDecl kPower{.intent = "t.power", .agent = "system", .summary = "", .risk = Risk::privileged};
const CapabilityDecl kWifi{.intent = "t.wifi",
                           .agent = "network",
                           .summary = "",
                           .risk = Risk::read,
                           .slots = kWifiSlots,
                           .privileged_actions = kPrivileged};
const CapabilityDecl kLookUp{
    .intent = "t.look_up", .agent = "network", .summary = "", .risk = Risk::read, .slots = kLookUpSlots};
const CapabilityDecl kCopy{.intent = "t.copy",
                           .agent = "filesystem",
                           .summary = "",
                           .risk = Risk::modify,
                           .slots = kCopySlots,
                           .phrases = kCopyPhrases};

class Judging : public testing::Test {
 protected:
  Judgement judged(std::string intent, double confidence, agents::Values slots = {},
                   const agents::Values& context = {}) const {
    language::Understanding understanding;
    understanding.intent = std::move(intent);
    understanding.confidence = confidence;
    understanding.slots = std::move(slots);
    understanding.candidates = {{"t.read", 0.3}, {"t.power", 0.2}, {"t.copy", 0.1}};
    return judge(std::move(understanding), context, registry_, config_, {});
  }

  agents::Registry registry_{{{"system", ""}, {"network", ""}, {"filesystem", ""}},
                             {&kRead, &kModify, &kDestroy, &kExecute, &kPower, &kWifi, &kLookUp, &kCopy}};
  config::Language config_;
};

TEST_F(Judging, ByRiskItRunsOrWaitsForConfirmation) {
  EXPECT_EQ(judged("t.read", 0.1).decision, Decision::run);
  EXPECT_EQ(judged("t.modify", 1).decision, Decision::run);
  EXPECT_EQ(judged("t.destroy", 1).decision, Decision::confirm);
  EXPECT_EQ(judged("t.execute", 1).decision, Decision::confirm);
  EXPECT_EQ(judged("t.power", 1).decision, Decision::confirm);
  EXPECT_EQ(judged("t.power", 1).risk, Risk::privileged);
  EXPECT_EQ(judged("t.power", 1).agent, "system");
}

TEST_F(Judging, EachRiskHasItsOwnLeastConfidence) {
  config_.modify_confidence = 0.1;
  config_.execute_confidence = 0.2;
  config_.destructive_confidence = 0.3;
  config_.privileged_confidence = 0.4;
  const std::vector<std::pair<std::string, double>> least = {
      {"t.modify", 0.1}, {"t.execute", 0.2}, {"t.destroy", 0.3}, {"t.power", 0.4}};
  for (const auto& [intent, confidence] : least) {
    EXPECT_EQ(judged(intent, confidence).intent, intent);
    const Judgement refused = judged(intent, confidence - 0.001);
    EXPECT_EQ(refused.intent, "unknown");
    EXPECT_EQ(refused.agent, "orchestrator");
    EXPECT_EQ(refused.capability, nullptr);
    EXPECT_EQ(refused.decision, Decision::refuse);
    EXPECT_EQ(refused.confidence, 0);
    ASSERT_EQ(refused.candidates.size(), 3U);
    EXPECT_EQ(refused.candidates.front().intent, intent);
  }
}

TEST_F(Judging, AConfidenceThatIsNoNumberIsNotEnough) {
  EXPECT_EQ(judged("t.modify", std::numeric_limits<double>::quiet_NaN()).decision, Decision::refuse);
}

TEST_F(Judging, TheRiskIsThatOfTheActionWhoeverNamesIt) {
  EXPECT_EQ(judged("t.wifi", 0.2).decision, Decision::run);
  EXPECT_EQ(judged("t.wifi", 0.9, {{"action", "connect"}}).decision, Decision::confirm);
  EXPECT_EQ(judged("t.wifi", 0.2, {{"action", "connect"}}).decision, Decision::refuse);
  EXPECT_EQ(judged("t.wifi", 0.2, {}, {{"action", "Connect"}}).decision, Decision::refuse);
  EXPECT_EQ(judged("t.wifi", 0.2, {{"action", "connect"}}, {{"action", "status"}}).decision, Decision::run);
}

TEST_F(Judging, AValueThatDoesNotFitCannotMakeItLookHarmless) {
  // What the slot of the context hides is not an action that was named.
  EXPECT_EQ(judged("t.wifi", 0.9, {{"action", "connect"}}, {{"action", "fly"}}).decision, Decision::ask);
}

TEST_F(Judging, WhatIsMissingIsAskedForWithAnExample) {
  const Judgement judgement = judged("t.copy", 0.9, {{"source", "/srv/x"}});
  EXPECT_EQ(judgement.intent, "t.copy");
  EXPECT_EQ(judgement.decision, Decision::ask);
  EXPECT_THAT(judgement.missing, ElementsAre("destination"));
  EXPECT_EQ(judgement.question, "Missing: destination (where to). For example: copy /srv/a to /srv/b.");
  EXPECT_EQ(judgement.slots, (agents::Values{{"source", "/srv/x"}}));
  EXPECT_THAT(judged("t.copy", 0.9).missing, ElementsAre("source", "destination"));
}

TEST_F(Judging, WhatItIsAboutMayNeedNoValue) {
  language::Understanding understanding;
  understanding.intent = "t.look_up";
  understanding.confidence = 1;
  EXPECT_THAT(judge(understanding, {}, registry_, config_, {}).missing, ElementsAre("host"));
  EXPECT_THAT(judge(understanding, {{"about", "weather"}}, registry_, config_, {}).missing,
              ElementsAre("host"));
  EXPECT_EQ(judge(understanding, {{"about", "servers"}}, registry_, config_, {}).decision, Decision::run);
  understanding.about = "servers";
  const Judgement judgement = judge(understanding, {}, registry_, config_, {});
  EXPECT_EQ(judgement.decision, Decision::run);
  EXPECT_THAT(judgement.missing, IsEmpty());
  EXPECT_EQ(judgement.about, "servers");
  // The context beats the text.
  EXPECT_EQ(judge(understanding, {{"about", ""}}, registry_, config_, {}).decision, Decision::ask);
}

TEST_F(Judging, ExplicitSlotsOfTheContextWinAndFill) {
  const Judgement judgement =
      judged("t.copy", 0.9, {{"source", "/text"}}, {{"source_path", "/context"}, {"destination", "/b"}});
  EXPECT_EQ(judgement.decision, Decision::run);
  EXPECT_THAT(judgement.missing, IsEmpty());
  EXPECT_EQ(judgement.question, "");
  EXPECT_EQ(judgement.slots, (agents::Values{{"source", "/context"}, {"destination", "/b"}}));
}

TEST_F(Judging, AValueThatDoesNotFitIsAskedForFirst) {
  const Judgement judgement = judged("t.copy", 0.9, {{"source", "/srv/x"}}, {{"limit", "many"}});
  EXPECT_EQ(judgement.decision, Decision::ask);
  EXPECT_THAT(judgement.question, HasSubstr("limit"));
  EXPECT_THAT(judgement.missing, ElementsAre("destination"));
}

TEST_F(Judging, NothingUnderstoodIsRefusedAndKeepsItsReasons) {
  language::Understanding understanding;
  understanding.candidates = {{"t.read", 0.3}};
  understanding.clauses = {{"a", "t.read"}, {"b", "t.power"}};
  understanding.caution = "later";
  const Judgement judgement = judge(understanding, {}, registry_, config_, {});
  EXPECT_EQ(judgement.intent, "unknown");
  EXPECT_EQ(judgement.decision, Decision::refuse);
  EXPECT_EQ(judgement.clauses.size(), 2U);
  EXPECT_EQ(judgement.caution, "later");
  EXPECT_EQ(judgement.candidates.size(), 1U);
}

TEST_F(Judging, AnIntentThatIsNotOfferedIsUnknown) {
  EXPECT_EQ(judged("t.nowhere", 1).decision, Decision::refuse);
  EXPECT_EQ(judged("t.nowhere", 1).intent, "unknown");
}

TEST(Decisions, HaveTheirNamesOnTheWire) {
  EXPECT_EQ(to_string(Decision::run), "run");
  EXPECT_EQ(to_string(Decision::confirm), "confirm");
  EXPECT_EQ(to_string(Decision::ask), "ask");
  EXPECT_EQ(to_string(Decision::refuse), "refuse");
}

}  // namespace
}  // namespace maxos::orchestrator
