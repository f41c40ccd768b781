#include "language/speller.h"

#include <gtest/gtest.h>

namespace maxos::language {
namespace {

TEST(Speller, MendsSlipsOfTheKeyboard) {
  const Speller speller({"memory", "processes", "restart", "list", "disk"});
  EXPECT_EQ(speller.correct("memroy"), "memory");
  EXPECT_EQ(speller.correct("proceses"), "processes");
  EXPECT_EQ(speller.correct("resttart"), "restart");
  EXPECT_EQ(speller.correct("restatt"), "restart");
  EXPECT_EQ(speller.correct("lsit"), "list");
}

TEST(Speller, LeavesWhatMayBeAnotherWord) {
  const Speller speller({"file", "files", "start", "stark", "move"});
  // Of short words nearly every neighbour is a word too.
  EXPECT_EQ(speller.correct("love"), "");
  EXPECT_EQ(speller.correct("fil"), "");
  EXPECT_EQ(speller.correct("zigbee2mqtt"), "");
  EXPECT_EQ(Speller().correct("memory"), "");
}

}  // namespace
}  // namespace maxos::language
