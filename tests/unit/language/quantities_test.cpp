#include "language/quantities.h"

#include <gtest/gtest.h>

namespace maxos::language {
namespace {

TEST(Quantities, SizesAre1024Based) {
  EXPECT_EQ(read_size("5mb"), 5U << 20U);
  EXPECT_EQ(read_size("1.5 gb"), 1610612736U);
  EXPECT_EQ(read_size("1,5 gb"), 1610612736U);
  EXPECT_EQ(read_size("500 megs"), 524288000U);
  EXPECT_EQ(read_size("a gigabyte"), 1U << 30U);
  EXPECT_EQ(read_size("half a gig"), 1U << 29U);
  EXPECT_EQ(read_size("4096"), 4096U);
  EXPECT_FALSE(read_size("gb"));
  EXPECT_FALSE(read_size("5 apples"));
  EXPECT_FALSE(read_size("99999999999999999999 tb"));
}

TEST(Quantities, AgesAreSeconds) {
  EXPECT_EQ(read_age("24h"), 86400U);
  EXPECT_EQ(read_age("2 weeks"), 1209600U);
  EXPECT_EQ(read_age("an hour"), 3600U);
  EXPECT_EQ(read_age("half an hour"), 1800U);
  EXPECT_EQ(read_age("a couple of days"), 172800U);
  EXPECT_EQ(read_age("last week"), 604800U);
  EXPECT_EQ(read_age("3 days ago"), 259200U);
  EXPECT_EQ(read_age("yesterday"), 86400U);
  EXPECT_FALSE(read_age("12"));
  EXPECT_FALSE(read_age("m"));
  EXPECT_FALSE(read_age("last resort"));
}

TEST(Quantities, TimesOfDay) {
  EXPECT_EQ(read_clock("22:00"), "22:00");
  EXPECT_EQ(read_clock("10 pm"), "22:00");
  EXPECT_EQ(read_clock("12am"), "00:00");
  EXPECT_EQ(read_clock("3:30am"), "03:30");
  EXPECT_EQ(read_clock("noon"), "12:00");
  EXPECT_FALSE(read_clock("10"));
  EXPECT_FALSE(read_clock("25:00"));
  EXPECT_FALSE(read_clock("13 pm"));
}

TEST(Quantities, Counts) {
  EXPECT_EQ(read_count("12"), 12U);
  EXPECT_EQ(read_count("ten"), 10U);
  EXPECT_EQ(read_count("a dozen"), 12U);
  EXPECT_FALSE(read_count("many"));
  EXPECT_FALSE(read_count(""));
}

}  // namespace
}  // namespace maxos::language
