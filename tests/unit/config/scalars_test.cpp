#include "config/scalars.h"

#include <gtest/gtest.h>

namespace maxos::config {
namespace {

using std::chrono::milliseconds;

TEST(Scalars, DurationsAreANumberAndOneUnit) {
  EXPECT_EQ(*parse_duration("250ms"), milliseconds(250));
  EXPECT_EQ(*parse_duration("1s"), milliseconds(1'000));
  EXPECT_EQ(*parse_duration("5min"), milliseconds(300'000));
  EXPECT_EQ(*parse_duration("24h"), milliseconds(86'400'000));
  EXPECT_EQ(*parse_duration("7 d"), milliseconds(604'800'000));
}

TEST(Scalars, OtherDurationsAreRefused) {
  for (const char* text : {"", "s", "5", "5m", "5 minutes", "-1s", "+1s", "1.5s", "1s2", "0x1s", "1S",
                           "9223372036854775807d", "99999999999999999999s"}) {
    EXPECT_FALSE(parse_duration(text).ok()) << text;
  }
}

TEST(Scalars, SizesCountIn1024) {
  EXPECT_EQ(*parse_size("512B"), 512U);
  EXPECT_EQ(*parse_size("64KiB"), 65'536U);
  EXPECT_EQ(*parse_size("8 MiB"), 8U * 1024 * 1024);
  EXPECT_EQ(*parse_size("1GiB"), 1U << 30);
  for (const char* text : {"", "8", "8M", "8MB", "8k", "-1B", "99999999999GiB"})
    EXPECT_FALSE(parse_size(text).ok()) << text;
}

TEST(Scalars, TextIsInTheLargestWholeUnit) {
  EXPECT_EQ(duration_text(milliseconds(0)), "0ms");
  EXPECT_EQ(duration_text(milliseconds(1'500)), "1500ms");
  EXPECT_EQ(duration_text(milliseconds(300'000)), "5min");
  EXPECT_EQ(size_text(0), "0B");
  EXPECT_EQ(size_text(65'536), "64KiB");
  EXPECT_EQ(size_text(1'000), "1000B");
}

}  // namespace
}  // namespace maxos::config
