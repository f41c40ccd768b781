#include "platform/procfs.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "temp_dir.h"

namespace maxos::platform {
namespace {

TEST(KeptFile, ReadsWhatIsThereNow) {
  testing::TempDir dir;
  dir.write("a", "one\n");
  KeptFile file(dir / "a");
  EXPECT_EQ(file.read(), "one\n");
  dir.write("a", "another text\n");
  EXPECT_EQ(file.read(), "another text\n");
  dir.write("a", "");
  EXPECT_EQ(file.read(), "");
}

TEST(KeptFile, AMissingFileIsEmptyAndFoundWhenItAppears) {
  testing::TempDir dir;
  KeptFile file(dir / "later");
  EXPECT_FALSE(file.read().has_value());
  dir.write("later", "here\n");
  EXPECT_EQ(file.read(), "here\n");
  dir.remove("later");
  EXPECT_FALSE(file.read().has_value());
}

TEST(KeptFile, SeesAFileThatTookTheOldOnesPlace) {
  testing::TempDir dir;
  dir.write("a", "old\n");
  KeptFile file(dir / "a");
  EXPECT_EQ(file.read(), "old\n");
  dir.replace("a", "new\n");
  EXPECT_EQ(file.read(), "new\n");
}

TEST(KeptFile, KnowsAnUnchangedFileOfProcAndNoOther) {
  KeptFile mounts("/proc/self/mountinfo");
  EXPECT_FALSE(mounts.unchanged());
  ASSERT_TRUE(mounts.read().has_value());
  EXPECT_TRUE(mounts.unchanged());
  testing::TempDir dir;
  dir.write("a", "x\n");
  KeptFile plain(dir / "a");
  ASSERT_TRUE(plain.read().has_value());
  EXPECT_FALSE(plain.unchanged());
}

TEST(KeptFile, LongFilesAreReadWholeAndEndlessOnesNotAtAll) {
  testing::TempDir dir;
  const std::string text(100'000, 'x');
  dir.write("long", text);
  KeptFile file(dir / "long");
  EXPECT_EQ(file.read(), text);
  EXPECT_FALSE(KeptFile("/dev/zero").read().has_value());
}

TEST(KeptFile, ADirectoryOrAPipeIsNoFile) {
  testing::TempDir dir;
  EXPECT_FALSE(KeptFile(dir.path()).read().has_value());
  ASSERT_EQ(mkfifo((dir / "pipe").c_str(), 0600), 0);
  EXPECT_FALSE(KeptFile(dir / "pipe").read().has_value());
}

TEST(SmallFile, HasABound) {
  testing::TempDir dir;
  dir.write("a", "12345");
  EXPECT_EQ(read_small_file(dir / "a", 5), "12345");
  EXPECT_FALSE(read_small_file(dir / "a", 4).has_value());
  EXPECT_FALSE(read_small_file(dir / "b").has_value());
}

TEST(Lines, ATornLastLineIsNoLine) {
  std::string_view text = "a\n\nb 1";
  EXPECT_EQ(next_line(text), "a");
  EXPECT_EQ(next_line(text), "");
  EXPECT_FALSE(next_line(text).has_value());
  EXPECT_FALSE(next_line(text).has_value());
}

TEST(Words, ArePartedByBlanks) {
  std::string_view line = "  one\ttwo   three";
  EXPECT_EQ(next_word(line), "one");
  EXPECT_EQ(next_word(line), "two");
  EXPECT_EQ(next_word(line), "three");
  EXPECT_EQ(next_word(line), "");
}

TEST(Numbers, AreTheWholeWordOrNone) {
  EXPECT_EQ(to_u64("18446744073709551615"), UINT64_MAX);
  EXPECT_FALSE(to_u64("18446744073709551616").has_value());
  EXPECT_FALSE(to_u64("-1").has_value());
  EXPECT_FALSE(to_u64("+1").has_value());
  EXPECT_FALSE(to_u64("12x").has_value());
  EXPECT_FALSE(to_u64("").has_value());
  EXPECT_EQ(to_i64("-12"), -12);
  EXPECT_EQ(to_double("0.25"), 0.25);
  EXPECT_FALSE(to_double("nan").has_value());
  EXPECT_FALSE(to_double("inf").has_value());
  EXPECT_FALSE(to_double(".").has_value());
}

TEST(FindLine, TakesTheWholeKey) {
  EXPECT_EQ(find_line("cpu0 1\ncpu  2\n", "cpu "), " 2");
  EXPECT_FALSE(find_line("a 1\nb 2", "b ").has_value());
}

}  // namespace
}  // namespace maxos::platform
