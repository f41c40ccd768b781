#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "agents/registry.h"
#include "language/teachable.h"
#include "scene.h"

namespace maxos::language {
namespace {

class Taught : public ::testing::Test {
 protected:
  void teach(std::initializer_list<std::pair<std::string, std::string>> lessons) {
    std::vector<TaughtPhrase> phrases;
    for (const auto& [phrase, intent] : lessons) phrases.push_back({phrase, intent, "uid:1000", false});
    understander_->set_taught(std::move(phrases));
  }
  Understanding understand(std::string_view text) const { return understander_->understand(text, {}); }
  std::string intent(std::string_view text) const { return understand(text).intent; }
  std::string slot(std::string_view text, const std::string& name) const {
    const Understanding understanding = understand(text);
    const auto found = understanding.slots.find(name);
    return found == understanding.slots.end() ? "(none)" : found->second;
  }

  const agents::Registry registry_ = agents::builtin_registry();
  const std::unique_ptr<TeachableUnderstander> understander_ =
      make_teachable_understander(registry_, trained_model());
};

TEST_F(Taught, APhraseIsUnderstoodFromThenOnAndNoLongerWhenItIsTakenBack) {
  ASSERT_EQ(intent("butter the parsnips"), "unknown");
  teach({{"butter the parsnips", "system.metrics"}});
  const Understanding understanding = understand("butter the parsnips");
  EXPECT_EQ(understanding.intent, "system.metrics");
  EXPECT_EQ(understanding.confidence, 1);
  ASSERT_NE(understanding.taught, nullptr);
  EXPECT_EQ(understanding.taught->by, "uid:1000");
  EXPECT_EQ(understander_->understand_untaught("butter the parsnips").intent, "unknown");
  EXPECT_EQ(understand("show the uptime").taught, nullptr);
  teach({});
  EXPECT_EQ(intent("butter the parsnips"), "unknown");
}

TEST_F(Taught, CaseAndPunctuationDoNotMatter) {
  teach({{"Butter the parsnips!", "system.metrics"}});
  for (const std::string_view text :
       {"butter the parsnips", "  butter THE   parsnips ...", "Butter, the parsnips?"})
    EXPECT_EQ(understand(text).confidence, 1) << text;
}

TEST_F(Taught, OtherValuesOfItsSlotsAreRead) {
  teach({{"look at my stuff in /srv/data", "file.list"}, {"is the nginx shop open", "system.service"}});
  EXPECT_EQ(slot("look at my stuff in /srv/data", "path"), "/srv/data");
  EXPECT_EQ(slot("look at my stuff in /srv/other", "path"), "/srv/other");
  EXPECT_EQ(slot("please look at my stuff in my home directory", "path"), "~");
  EXPECT_EQ(intent("look at my stuff in /srv/other"), "file.list");
  EXPECT_EQ(intent("is the redis-server shop open"), "system.service");
  EXPECT_EQ(slot("is the redis-server shop open", "unit"), "redis-server");
  EXPECT_EQ(slot("is the postgresql.service shop open?", "unit"), "postgresql.service");
}

TEST_F(Taught, ATypoAndAnotherOrderAreTheSamePhrase) {
  teach({{"how tired is the box", "system.metrics"}, {"knock over the skittles in /srv/data", "file.usage"}});
  EXPECT_EQ(intent("how tierd is the box"), "system.metrics");
  EXPECT_EQ(intent("hey computer, how tired is my box please"), "system.metrics");
  EXPECT_EQ(intent("the box is how tired"), "system.metrics");
  EXPECT_EQ(intent("knock over the skitles in /srv/data"), "file.usage");
  EXPECT_EQ(intent("in /srv/x knock the skittles over"), "file.usage");
  EXPECT_EQ(slot("in /srv/x knock the skittles over", "path"), "/srv/x");
  EXPECT_LT(understand("knock over the skitles in /srv/data").confidence, 0.9);
}

TEST_F(Taught, AnotherWordIsAnotherPhrase) {
  teach({{"butter the parsnips", "system.metrics"}, {"turn the lamp on", "system.uptime"}});
  for (const std::string_view text :
       {"butter the parsnips bottle", "butter", "the parsnips", "never butter the parsnips",
        "turn the lamp off", "turn the lamp", "butter the news", "please"})
    EXPECT_EQ(understand(text).taught, nullptr) << text;
}

TEST_F(Taught, WhereTwoAreAsNearNeitherIsMeant) {
  teach({{"spin the wheel now", "system.metrics"}, {"spin my wheel", "system.uptime"}});
  EXPECT_EQ(intent("spin the wheel"), "unknown");
  EXPECT_EQ(intent("spin my wheel"), "system.uptime");
}

TEST_F(Taught, AVariantThatNegatesOrAsksDoesNotAct) {
  teach({{"tidy the attic at /srv/data", "file.organize"}});
  EXPECT_EQ(intent("tidy the attic at /srv/data"), "file.organize");
  EXPECT_EQ(intent("could you tidy the attic at /srv/other"), "file.organize");
  for (const std::string_view text :
       {"do not tidy the attic at /srv/other", "should I tidy the attic at /srv/other",
        "tidy the attic at /srv/other tomorrow", "tidy the attic at /srv/other; rm -rf /",
        "the attic at /srv/other tidy", "tidy the attic at /srv/other or not"})
    EXPECT_EQ(intent(text), "unknown") << text;
}

TEST_F(Taught, OrderMattersWhereTwoValuesCouldBeTakenForEachOther) {
  teach({{"shove /srv/a over into /srv/b", "file.move"}});
  EXPECT_EQ(slot("shove /srv/c over into /srv/d", "source"), "/srv/c");
  EXPECT_EQ(slot("shove /srv/c over into /srv/d", "destination"), "/srv/d");
  EXPECT_EQ(understand("into /srv/c shove /srv/d over").taught, nullptr);
}

TEST_F(Taught, WordsForAChoiceAreNoValueThatMayDiffer) {
  teach({{"restart the nginx shop", "system.service_control"}});
  ASSERT_EQ(slot("restart the nginx shop", "action"), "restart");
  EXPECT_EQ(understand("stop the nginx shop").taught, nullptr);
}

TEST_F(Taught, ALessonTellsWhatThePhraseWouldSay) {
  const Lesson lesson = understander_->lesson("look at my stuff in /srv/data", "file.list");
  EXPECT_EQ(lesson.slots.at("path"), "/srv/data");
  EXPECT_FALSE(lesson.leaves_something);
  EXPECT_TRUE(understander_->lesson("look at /srv/a and /srv/b", "system.uptime").leaves_something);
  EXPECT_EQ(understander_->lesson("where did my money go", "file.delete").caution, "asked");
}

TEST_F(Taught, AThousandPhrasesCostLittle) {
  std::vector<TaughtPhrase> phrases;
  phrases.reserve(1000);
  for (int i = 0; i < 1000; ++i)
    phrases.push_back(
        {"in /srv/data weigh the anchor of ship" + std::to_string(i), "file.usage", "uid:0", true});
  understander_->set_taught(std::move(phrases));
  EXPECT_EQ(slot("in /srv/x weigh the anchor of ship77", "path"), "/srv/x");
  // Of the processor: others may keep the machine busy.
  const std::clock_t started = std::clock();
  constexpr int kRounds = 500;
  for (int i = 0; i < kRounds; ++i) understand("list the files in /srv/n" + std::to_string(i));
  const auto each = (std::clock() - started) * 1'000'000 / CLOCKS_PER_SEC / kRounds;
  RecordProperty("microseconds", static_cast<int>(each));
  EXPECT_LT(each, 2000);
}

}  // namespace
}  // namespace maxos::language
