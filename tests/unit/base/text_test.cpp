#include "base/text.h"

#include <gtest/gtest.h>

namespace maxos::base {
namespace {

TEST(Utf8, AcceptsWhatRfc3629AllowsAndNothingElse) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain"));
  EXPECT_TRUE(is_utf8("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));          // overlong
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));      // surrogate
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("cut \xE2\x82"));
  EXPECT_FALSE(is_utf8("\x80"));
}

TEST(Utf8, MalformedBytesBecomeTheReplacementCharacter) {
  EXPECT_EQ(to_utf8("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(to_utf8("ok \xC3\xA9"), "ok \xC3\xA9");
  EXPECT_TRUE(is_utf8(to_utf8(std::string("\xE2\x82", 2))));
}

TEST(Utf8, APrefixNeverCutsASequence) {
  EXPECT_EQ(utf8_prefix("a\xC3\xA9z", 2), "a");
  EXPECT_EQ(utf8_prefix("a\xC3\xA9z", 3), "a\xC3\xA9");
  EXPECT_EQ(utf8_prefix("abc", 10), "abc");
}

TEST(Words, BytesAreWrittenInUnitsOf1024) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(1023), "1023 B");
  EXPECT_EQ(human_bytes(1024), "1 KiB");
  EXPECT_EQ(human_bytes(1536), "1.5 KiB");
  EXPECT_EQ(human_bytes(1024ULL * 1024 * 1024 - 1), "1 GiB");
  EXPECT_EQ(human_bytes(150ULL << 30U), "150 GiB");
}

TEST(Words, DurationsNameTheTwoLargestUnits) {
  EXPECT_EQ(human_duration(0), "0 seconds");
  EXPECT_EQ(human_duration(61), "1 minute, 1 second");
  EXPECT_EQ(human_duration(3 * 86400 + 4 * 3600 + 59), "3 days, 4 hours");
  EXPECT_EQ(human_duration(2 * 86400 + 5), "2 days");
}

TEST(Numbers, DecimalsLoseTheirTrailingZeros) {
  EXPECT_EQ(decimal(12.5, 3), "12.5");
  EXPECT_EQ(decimal(3.0, 2), "3");
  EXPECT_EQ(decimal(-0.0001, 2), "0");
  EXPECT_EQ(decimal(1e300 * 1e300, 2), "0");
}

TEST(Json, StringsAreEscapedAndMadeUtf8) {
  EXPECT_EQ(json_string("a\"b\\c\n\x01"), "\"a\\\"b\\\\c\\n\\u0001\"");
  EXPECT_EQ(json_string("\xFF"), "\"\xEF\xBF\xBD\"");
}

TEST(Pieces, SplitKeepsEmptyPartsAndTrimTakesWhiteSpace) {
  EXPECT_EQ(split("a,,b", ',').size(), 3U);
  EXPECT_EQ(trim(" \t x \n"), "x");
  EXPECT_EQ(trim("  "), "");
}

}  // namespace
}  // namespace maxos::base
