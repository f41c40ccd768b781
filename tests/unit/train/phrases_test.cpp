#include "train/phrases.h"

#include <gtest/gtest.h>

#include "agents/registry.h"
#include "train/variants.h"

namespace maxos::train {
namespace {

TEST(Phrases, MarksGiveSlotWordsAndValue) {
  const auto phrase = parse_phrase("shut down at {when=22:00:10 pm} or {action:reboot}");
  ASSERT_TRUE(phrase.ok());
  EXPECT_EQ(phrase->text, "shut down at 10 pm or reboot");
  ASSERT_EQ(phrase->marks.size(), 2U);
  EXPECT_EQ(phrase->marks[0].value, "22:00");
  EXPECT_EQ(phrase->text.substr(phrase->marks[0].begin, phrase->marks[0].end - phrase->marks[0].begin),
            "10 pm");
  EXPECT_FALSE(phrase->marks[1].value);
}

TEST(Phrases, WhatIsNoMarkIsTold) {
  EXPECT_FALSE(parse_phrase("list {path:/srv").ok());
  EXPECT_FALSE(parse_phrase("list path:/srv}").ok());
  EXPECT_FALSE(parse_phrase("list {/srv}").ok());
  EXPECT_FALSE(parse_phrase("list {path:}").ok());
  EXPECT_FALSE(parse_phrase("copy {path:a} {path:b}").ok());
}

TEST(Phrases, ThoseOfTheTreeAreWholeAndVariantsKeepTheirMarks) {
  const agents::Registry registry = agents::builtin_registry();
  const auto phrases = load_phrases(MAXOS_PHRASES_FOLDER, registry);
  ASSERT_TRUE(phrases.ok()) << phrases.status();
  const std::vector<Phrase> all = with_variants(*phrases, registry, 1);
  EXPECT_GT(all.size(), phrases->size());
  for (const Phrase& phrase : all) {
    for (const Mark& mark : phrase.marks) {
      ASSERT_LT(mark.begin, mark.end) << phrase.text;
      ASSERT_LE(mark.end, phrase.text.size()) << phrase.text;
    }
  }
}

}  // namespace
}  // namespace maxos::train
