#include <map>

#include "evolver_scene.h"

namespace maxos::agents {
namespace {

using ::testing::HasSubstr;

// Keeps phrases in memory; what a phrase means and says is set by the test.
class FakeTeaching : public Teaching {
 public:
  absl::StatusOr<PhraseCheck> check(std::string_view phrase, std::string_view) const override {
    if (!refusal.ok()) return refusal;
    PhraseCheck out = answer;
    out.phrase = phrase;
    out.replaces = find(phrase);
    return out;
  }
  absl::Status teach(const TaughtEntry& entry) override {
    if (!broken.ok()) return broken;
    phrases.insert_or_assign(entry.phrase, entry);
    return absl::OkStatus();
  }
  std::optional<TaughtEntry> find(std::string_view phrase) const override {
    const auto found = phrases.find(phrase);
    return found == phrases.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<std::string> nearest(std::string_view, std::size_t count) const override {
    std::vector<std::string> out;
    for (const auto& [phrase, entry] : phrases) {
      if (out.size() < count) out.push_back(phrase);
    }
    return out;
  }
  absl::Status forget(std::string_view phrase) override {
    if (!broken.ok()) return broken;
    phrases.erase(std::string(phrase));
    return absl::OkStatus();
  }
  std::size_t count() const override { return phrases.size(); }

  PhraseCheck answer;
  absl::Status refusal;
  absl::Status broken;
  std::map<std::string, TaughtEntry, std::less<>> phrases;
};

class Learn : public EvolverTest {
 protected:
  Learn() { environment_.teaching = &teaching_; }
  absl::StatusOr<Plan> plan_lesson(std::string phrase, std::string intent, const Caller& caller = kAlice) {
    return plan("agent.learn", {{"phrase", std::move(phrase)}, {"intent", std::move(intent)}}, caller);
  }
  absl::StatusOr<Outcome> learn(std::string phrase, std::string intent, const Caller& caller = kAlice) {
    return run("agent.learn", {{"phrase", std::move(phrase)}, {"intent", std::move(intent)}}, caller);
  }

  FakeTeaching teaching_;
};

TEST_F(Learn, APhraseIsLearnedWithoutBeingConfirmedWhenItMeantNothing) {
  const auto plan = plan_lesson("feed me the numbers", "System.Metrics");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_FALSE(plan->confirm);
  EXPECT_EQ(plan->slots.at("intent"), "system.metrics");
  EXPECT_THAT(plan->preview, HasSubstr("\"feed me the numbers\" would mean system.metrics"));
  EXPECT_EQ(teaching_.count(), 0U);
  const auto outcome = learn("feed me the numbers", "system.metrics");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_THAT(outcome->message, HasSubstr("Learned: \"feed me the numbers\" means system.metrics"));
  EXPECT_EQ(value(*outcome, "taught_count"), "1");
  EXPECT_EQ(teaching_.phrases.at("feed me the numbers").by, "uid:1000");
  EXPECT_FALSE(teaching_.phrases.at("feed me the numbers").by_admin);
}

TEST_F(Learn, WhatItSaysAndWhatItDoesNotIsTold) {
  teaching_.answer.slots = {{"source", "/srv/a"}};
  const auto outcome = learn("shove /srv/a over", "file.copy");
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_THAT(outcome->message, HasSubstr("It says source: /srv/a"));
  EXPECT_THAT(outcome->message, HasSubstr("does not say the destination"));
  EXPECT_EQ(value(*outcome, "says"), R"({"source":"/srv/a"})");
  EXPECT_EQ(value(*outcome, "missing"), R"(["destination"])");
}

TEST_F(Learn, AnIntentThatIsNotThereNamesTheNearest) {
  const absl::Status status = plan_lesson("feed me", "system.helth").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(text(status), HasSubstr("There is no intent system.helth. The nearest are system.health, "));
  EXPECT_THAT(text(plan_lesson("feed me", "health").status()), HasSubstr("nearest are system.health, "));
  EXPECT_THAT(text(plan_lesson("feed me", "").status()), HasSubstr("Missing: intent"));
}

TEST_F(Learn, APhraseThatMeansSomethingElseIsConfirmed) {
  teaching_.answer.means = "system.uptime";
  EXPECT_FALSE(plan_lesson("how long are you up", "system.health")->confirm);
  EXPECT_THAT(learn("long are you", "system.health")->message,
              HasSubstr("was taken for system.uptime before"));
  teaching_.answer.sure = true;
  const auto plan = plan_lesson("how long are you up", "system.health");
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_TRUE(plan->confirm);
  EXPECT_THAT(plan->preview, HasSubstr("Without being taught it means system.uptime."));
  EXPECT_FALSE(plan_lesson("how long are you up", "system.uptime")->confirm);
}

TEST_F(Learn, TeachingAgainReplacesAndSaysSo) {
  ASSERT_TRUE(learn("feed me", "system.metrics").ok());
  EXPECT_FALSE(plan_lesson("feed me", "system.health")->confirm);
  const auto outcome = learn("feed me", "system.health");
  ASSERT_TRUE(outcome.ok());
  EXPECT_THAT(outcome->message, HasSubstr("It meant system.metrics before."));
  EXPECT_EQ(value(*outcome, "replaced"), "system.metrics");
  // Not what somebody else taught, without a yes.
  const auto plan = plan_lesson("feed me", "system.uptime", kBob);
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->confirm);
  EXPECT_THAT(plan->preview, HasSubstr("So far it means system.health, as uid:1000 taught it."));
}

TEST_F(Learn, AnOperatorTeachesNothingDestructiveOrPrivileged) {
  for (const std::string intent :
       {"system.power", "system.service_control", "file.empty_trash", "dev.build"}) {
    const absl::Status status = plan_lesson("bedtime", intent).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << intent;
    EXPECT_THAT(text(status), HasSubstr("administrator alone")) << intent;
    EXPECT_TRUE(plan_lesson("bedtime", intent, kRoot).ok()) << intent;
  }
  // A request for it could be privileged because of what it says.
  teaching_.answer.slots = {{"action", "block"}};
  EXPECT_EQ(plan_lesson("raise the shields", "network.firewall").status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(Learn, NoTrapIsSetForOthers) {
  teaching_.answer.means = "file.list";
  EXPECT_THAT(text(plan_lesson("show my files", "file.delete").status()),
              HasSubstr("means file.list to everybody"));
  teaching_.answer.means = "";
  teaching_.answer.caution = "read";
  const absl::Status status = plan_lesson("show my stuff", "file.delete").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(text(status), HasSubstr("does not read like an order"));
  // An administrator may, with a yes where it meant something.
  EXPECT_TRUE(plan_lesson("show my stuff", "file.delete", kRoot).ok());
  teaching_.answer.means = "file.list";
  teaching_.answer.sure = true;
  EXPECT_TRUE(plan_lesson("show my files", "file.delete", kRoot)->confirm);
}

TEST_F(Learn, WhatAnAdministratorTaughtStays) {
  ASSERT_TRUE(learn("feed me", "system.metrics", kRoot).ok());
  EXPECT_EQ(plan_lesson("feed me", "system.health").status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(plan("agent.forget", {{"phrase", "feed me"}}).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(run("agent.forget", {{"phrase", "feed me"}}, kRoot).ok());
}

TEST_F(Learn, TheWayBackCannotBeTaken) {
  teaching_.answer.means = "agent.forget";
  EXPECT_EQ(plan_lesson("forget the phrase \"x\"", "file.list", kRoot).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(Learn, AChangeThatWouldDoLessThanWasSaidIsNotTaught) {
  teaching_.answer.leaves_something = true;
  EXPECT_THAT(text(plan_lesson("tidy /srv/a and /srv/b", "file.organize").status()),
              HasSubstr("less than is said"));
  EXPECT_TRUE(plan_lesson("weigh /srv/a and /srv/b", "file.usage").ok());
}

TEST_F(Learn, WhatCannotBeKeptIsNotLearned) {
  teaching_.broken = base::unavailable("the state directory cannot be written");
  EXPECT_EQ(learn("feed me", "system.metrics").status().code(), absl::StatusCode::kUnavailable);
  teaching_.refusal = base::invalid_argument("There are no words in that phrase.");
  EXPECT_EQ(plan_lesson("...", "system.metrics").status().code(), absl::StatusCode::kInvalidArgument);
  environment_.teaching = nullptr;
  handlers_.clear();
  EXPECT_EQ(plan_lesson("feed me", "system.metrics").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(plan("agent.forget", {{"phrase", "x"}}).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(Learn, APhraseIsTakenBackAndAnUnknownOneNamesTheNearest) {
  EXPECT_THAT(text(plan("agent.forget", {{"phrase", "feed me"}}).status()), HasSubstr("Nothing is taught"));
  ASSERT_TRUE(learn("feed me", "system.metrics").ok());
  const absl::Status status = plan("agent.forget", {{"phrase", "fed me"}}).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(text(status), HasSubstr("nearest of the 1 taught phrase: \"feed me\""));
  EXPECT_TRUE(plan("agent.forget", {{"phrase", "feed me"}}, kBob)->confirm);
  EXPECT_FALSE(plan("agent.forget", {{"phrase", "feed me"}})->confirm);
  const auto outcome = run("agent.forget", {{"phrase", "feed me"}});
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->message, "Forgotten: \"feed me\" no longer means system.metrics.");
  EXPECT_EQ(teaching_.count(), 0U);
}

}  // namespace
}  // namespace maxos::agents
