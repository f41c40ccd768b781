#include "ctl/terminal.h"

#include <gtest/gtest.h>

namespace maxos::ctl {
namespace {

TEST(Printable, ControlCharactersBecomeVisible) {
  EXPECT_EQ(printable("a\x1b[31mb\x07", Lines::escape), "a\\x1b[31mb\\x07");
  EXPECT_EQ(printable("\x7f", Lines::escape), "\\x7f");
  // U+009B is CSI to some terminals; U+202E turns the rest of the line around.
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m",
                      Lines::escape),
            "\\x9b31m");
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b",
                      Lines::escape),
            "a\\u202eb");
  EXPECT_EQ(printable("\r", Lines::keep), "\\x0d");
}

TEST(Printable, LinesAreKeptOnlyWhenAskedFor) {
  EXPECT_EQ(printable("a\n\tb", Lines::keep), "a\n\tb");
  EXPECT_EQ(printable("a\n\tb", Lines::escape), "a\\x0a\\x09b");
}

TEST(Printable, OtherTextStaysAndBadUtf8IsMarked) {
  EXPECT_EQ(printable("grüße, 世界 🎉", Lines::escape), "grüße, 世界 🎉");
  EXPECT_EQ(printable("a\xff", Lines::escape), "a\xef\xbf\xbd");
}

TEST(Fit, CutsAtCodePointsAndMarksTheCut) {
  EXPECT_EQ(fit("grüße", 5), "grüße");
  EXPECT_EQ(fit("grüße", 4), "grü…");
  EXPECT_EQ(fit("grüße", 1), "…");
  EXPECT_EQ(fit("grüße", 0), "");
}

TEST(ProgressLine, HasBarFigureAndMessageWithinTheWidth) {
  EXPECT_EQ(progress_line(50, "working", 80), "[##########          ]  50% working");
  EXPECT_EQ(progress_line(100, "x", 80), "[####################] 100% x");
  EXPECT_EQ(progress_line(7, "narrow", 39), "  7% narrow");
  EXPECT_EQ(columns(progress_line(7, std::string(300, 'm'), 60)), 60U);
}

TEST(ProgressLine, FiguresOutOfRangeAreBroughtBackIntoIt) {
  EXPECT_EQ(progress_line(-5, "", 10), "  0% ");
  EXPECT_EQ(progress_line(1000, "", 10), "100% ");
}

}  // namespace
}  // namespace maxos::ctl
