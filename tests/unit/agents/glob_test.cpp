#include "agents/filesystem/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace maxos::agents {
namespace {

TEST(Globs, MatchWholeNames) {
  EXPECT_TRUE(glob_matches("*.py", "a.py"));
  EXPECT_FALSE(glob_matches("*.py", "a.pyc"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*b*c", "aXXbYYbZc"));
  EXPECT_FALSE(glob_matches("a*b*c", "aXXbYY"));
  EXPECT_TRUE(glob_matches("?", "\u00E9"));
  EXPECT_FALSE(glob_matches("??", "\u00E9"));
  EXPECT_TRUE(glob_matches("[a-c]x", "bx"));
  EXPECT_FALSE(glob_matches("[!a-c]x", "bx"));
  EXPECT_TRUE(glob_matches("[]]", "]"));
  EXPECT_TRUE(glob_matches("\\*", "*"));
  EXPECT_FALSE(glob_matches("\\*", "a"));
  EXPECT_TRUE(glob_matches("*.{jpg,png}", "a.png"));
  EXPECT_FALSE(glob_matches("*.{jpg,png}", "a.gif"));
  EXPECT_TRUE(glob_matches("*\xFF*", "a\xFF\xFE"));
  EXPECT_FALSE(glob_matches("", "a"));
}

TEST(Globs, TakeNoExponentialTime) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "a*";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(255, 'a')));
}

TEST(Globs, AreCheckedWithReasons) {
  EXPECT_TRUE(check_glob("*.{a,b}").ok());
  EXPECT_FALSE(check_glob("a/b").ok());
  EXPECT_FALSE(check_glob("[a").ok());
  EXPECT_FALSE(check_glob("{a").ok());
  EXPECT_FALSE(check_glob("{a}{b}").ok());
  EXPECT_FALSE(check_glob(std::string(256, 'a')).ok());
}

}  // namespace
}  // namespace maxos::agents
