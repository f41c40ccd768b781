#include "orchestrator/teaching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/status.h"
#include "support/fake_local_store.h"

namespace maxos::orchestrator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Remembers what is in force.
class StubTeachable : public language::TeachableUnderstander {
 public:
  language::Understanding understand(std::string_view, std::string_view) const override { return untaught; }
  void set_taught(std::vector<language::TaughtPhrase> phrases) override { taught = std::move(phrases); }
  language::Understanding understand_untaught(std::string_view) const override { return untaught; }
  language::Lesson lesson(std::string_view, std::string_view) const override {
    return {{{"path", "/srv"}}, false, {}};
  }

  std::vector<language::TaughtPhrase> taught;
  language::Understanding untaught;
};

class TeachingTest : public testing::Test {
 protected:
  std::string refusal(std::string_view phrase) {
    const auto check = teaching_.check(phrase, "file.list");
    return check.ok() ? "(taught)" : std::string(base::message_of(check.status()));
  }

  testing_support::FakeLearnedStore store_;
  StubTeachable understander_;
  base::Swapped<config::Config> config_{std::make_shared<const config::Config>()};
  Teaching teaching_{store_, understander_, config_};
};

TEST_F(TeachingTest, WhatIsTaughtIsInForceAndKept) {
  ASSERT_TRUE(teaching_.teach({"Feed me!", "system.metrics", "uid:7", false}).ok());
  ASSERT_EQ(understander_.taught.size(), 1U);
  EXPECT_EQ(understander_.taught[0].phrase, "Feed me!");
  EXPECT_EQ(store_.phrases.at("feed me").principal, "uid:7");
  ASSERT_TRUE(teaching_.find(" feed ME "));
  // Under the same normal form it is replaced.
  ASSERT_TRUE(teaching_.teach({"feed me", "system.health", "uid:0", true}).ok());
  EXPECT_EQ(teaching_.count(), 1U);

  StubTeachable later;
  const Teaching again(store_, later, config_);
  ASSERT_EQ(later.taught.size(), 1U);
  EXPECT_EQ(later.taught[0].intent, "system.health");
  EXPECT_TRUE(later.taught[0].by_admin);
  ASSERT_TRUE(teaching_.forget("FEED me").ok());
  EXPECT_TRUE(understander_.taught.empty());
  EXPECT_TRUE(store_.phrases.empty());
}

TEST_F(TeachingTest, WhatCannotBeKeptIsNotInForce) {
  store_.broken = true;
  EXPECT_EQ(teaching_.teach({"feed me", "system.metrics", "uid:7", false}).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_TRUE(understander_.taught.empty());
  EXPECT_FALSE(teaching_.find("feed me"));
}

TEST_F(TeachingTest, AStoreThatComesLaterIsReadBeforeItIsWritten) {
  store_.broken = true;
  StubTeachable later;
  Teaching teaching(store_, later, config_);
  store_.broken = false;
  store_.phrases["old"] = {"old", "old", "system.uptime", "uid:7", false, 1};
  ASSERT_TRUE(teaching.teach({"feed me", "system.metrics", "uid:7", false}).ok());
  EXPECT_EQ(later.taught.size(), 2U);
}

TEST_F(TeachingTest, APhraseHasItsBounds) {
  EXPECT_EQ(refusal("look at my stuff"), "(taught)");
  EXPECT_THAT(refusal(" ?! "), HasSubstr("no words"));
  EXPECT_THAT(refusal("\xE2\x80\x8B\xE2\x80\x8B"), HasSubstr("no words"));
  EXPECT_THAT(refusal(std::string(201, 'x')), HasSubstr("at most 200 bytes"));
  std::string words;
  for (int i = 0; i < 25; ++i) words += "ab ";
  EXPECT_THAT(refusal(words), HasSubstr("at most 24 words"));
  auto config = std::make_shared<config::Config>();
  config->language.taught_phrases = 1;
  config_.set(config);
  ASSERT_TRUE(teaching_.teach({"feed me", "system.metrics", "uid:7", false}).ok());
  EXPECT_THAT(refusal("one more"), HasSubstr("language.taught_phrases"));
  EXPECT_EQ(refusal("feed me"), "(taught)");
  EXPECT_FALSE(teaching_.teach({"one more", "system.metrics", "uid:7", false}).ok());
}

TEST_F(TeachingTest, ASentenceThatTeachesNothingMeansNothing) {
  understander_.untaught.intent = "agent.learn";
  EXPECT_EQ(teaching_.check("gimme the juice", "system.metrics")->means, "");
  understander_.untaught.slots = {{"phrase", "x"}, {"intent", "file.list"}};
  EXPECT_EQ(teaching_.check("learn that x is file.list", "system.metrics")->means, "agent.learn");
  understander_.untaught.intent = "file.list";
  EXPECT_FALSE(teaching_.check("list it", "system.metrics")->sure);
  understander_.untaught.confidence = 0.95;
  EXPECT_TRUE(teaching_.check("list it", "system.metrics")->sure);
  EXPECT_EQ(teaching_.check("list it", "system.metrics")->means, "file.list");
}

TEST_F(TeachingTest, TheNearestComeFirst) {
  for (const char* phrase : {"feed me", "weed them", "what a day"})
    ASSERT_TRUE(teaching_.teach({phrase, "system.metrics", "uid:7", false}).ok());
  EXPECT_THAT(teaching_.nearest("feed mee", 2), ElementsAre("feed me", "weed them"));
}

}  // namespace
}  // namespace maxos::orchestrator
