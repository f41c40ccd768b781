#include "config/suggest.h"

#include <gtest/gtest.h>

namespace maxos::config {
namespace {

TEST(Suggest, DistanceCountsSwappedNeighboursOnce) {
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("same", "same"), 0U);
  EXPECT_EQ(edit_distance("precent", "percent"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Suggest, TheNearestNameWins) {
  const std::vector<std::string> names = {"cpu_percent", "max_age", "bus_timeout"};
  EXPECT_EQ(nearest("cpu_precent", names), "cpu_percent");
  EXPECT_EQ(nearest("MAX_AGE", names), "max_age");
  EXPECT_EQ(nearest("maxage", names), "max_age");
}

TEST(Suggest, NothingIsSuggestedForSomethingElse) {
  EXPECT_EQ(nearest("temperature", {"cpu_percent", "max_age"}), "");
  EXPECT_EQ(nearest("x", {"ab", "cd"}), "");
  EXPECT_EQ(nearest(std::string(100'000, 'x'), {"cpu_percent"}), "");
}

}  // namespace
}  // namespace maxos::config
