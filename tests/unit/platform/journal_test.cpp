#include "platform/journal.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <regex>

#include "base/fd.h"
#include "datagram_socket.h"
#include "temp_dir.h"

namespace maxos::platform {
namespace {

class StderrJournal : public ::testing::Test {
 protected:
  StderrJournal() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), O_NONBLOCK), 0);
    read_.reset(ends[0]);
    write_.reset(ends[1]);
    // The journal's own end is a blocking one, as a terminal is.
    fcntl(write_.get(), F_SETFL, 0);
    journal_ = make_stderr_journal(write_.get());
  }

  std::string written() {
    std::string text(65536, '\0');
    const ssize_t got = read(read_.get(), text.data(), text.size());
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

  base::UniqueFd read_, write_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(StderrJournal, AnEntryIsALineWithItsFields) {
  journal_->write(
      {Priority::warning, "disk is full", "", {{"MAXOS_STATUS", "error"}, {"MAXOS_PRINCIPAL", "a b"}}});
  const std::string line = written();
  EXPECT_TRUE(std::regex_match(
      line, std::regex("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z warning: disk is full "
                       "MAXOS_STATUS=error MAXOS_PRINCIPAL=\"a b\"\n")))
      << line;
}

TEST_F(StderrJournal, ControlCharactersAreEscaped) {
  journal_->write({Priority::info, "a\nb\x1b[31m\xc2\x9b\x7f", "", {{"F", "x\r\ny F2=z"}}});
  const std::string line = written();
  EXPECT_NE(line.find("info: a\\nb\\x1b[31m\\x9b\\x7f F=\"x\\\\x0d\\\\ny F2=z\"\n"), std::string::npos)
      << line;
}

TEST_F(StderrJournal, LongValuesAreCutAndTooManyFieldsLeftOut) {
  JournalEntry entry{Priority::info, std::string(100'000, 'm'), "", {}};
  for (std::size_t i = 0; i < 2 * kMaxJournalFields; ++i) entry.fields.emplace_back("F", "v");
  journal_->write(entry);
  const std::string line = written();
  EXPECT_LT(line.size(), kMaxJournalValue + 4 * kMaxJournalFields + 100);
  EXPECT_EQ(line.back(), '\n');
}

TEST_F(StderrJournal, AReaderThatHangsDelaysOnceAndThenCostsNothing) {
  fcntl(write_.get(), F_SETPIPE_SZ, 4096);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 500; ++i) journal_->write({Priority::info, std::string(100, 'x'), "", {}});
  // 500 waits of 100 ms would be 50 s.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(StderrJournal, AClosedPipeIsNoTrouble) {
  signal(SIGPIPE, SIG_IGN);
  read_.reset();
  journal_->write({Priority::info, "lost", "", {}});
}

TEST(SystemdJournal, AnEntryIsADatagramOfFields) {
  testing::TempDir dir;
  testing::DatagramSocket journald(dir / "socket");
  make_systemd_journal(dir / "socket")
      ->write({Priority::error, "it broke", "0123456789abcdef0123456789abcdef", {{"MAXOS_STATUS", "error"}}});
  const auto entry = journald.next();
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(*entry,
            "PRIORITY=3\nSYSLOG_IDENTIFIER=" + std::string(program_invocation_short_name) +
                "\nMESSAGE_ID=0123456789abcdef0123456789abcdef\nMESSAGE=it broke\nMAXOS_STATUS=error\n");
}

TEST(SystemdJournal, NeitherValuesNorNamesForgeFields) {
  testing::TempDir dir;
  testing::DatagramSocket journald(dir / "socket");
  make_systemd_journal(dir / "socket")
      ->write({Priority::info,
               "a\nMAXOS_STATUS=success",
               "",
               {{"MAXOS_TEXT", std::string("x\0y\nPRIORITY=0", 14)},
                {"_PID", "1"},
                {"lower", "1"},
                {"A\nB", "1"},
                {"", "1"},
                {"9A", "1"}}});
  const auto entry = journald.next();
  ASSERT_TRUE(entry.has_value());
  EXPECT_NE(entry->find("\nMESSAGE=a\\nMAXOS_STATUS=success\nMAXOS_TEXT=x\\x00y\\nPRIORITY=0\n"),
            std::string::npos)
      << *entry;
  EXPECT_EQ(entry->find("_PID"), std::string::npos);
  EXPECT_EQ(entry->find("lower"), std::string::npos);
  EXPECT_EQ(entry->find("\nB"), std::string::npos);
}

TEST(SystemdJournal, TheLargestEntryArrives) {
  testing::TempDir dir;
  testing::DatagramSocket journald(dir / "socket");
  JournalEntry entry{Priority::info, std::string(10'000, 'm'), "", {}};
  // A control character is four bytes when escaped.
  for (std::size_t i = 0; i < kMaxJournalFields; ++i)
    entry.fields.emplace_back("F", std::string(10'000, '\x01'));
  make_systemd_journal(dir / "socket")->write(entry);
  const auto arrived = journald.next();
  ASSERT_TRUE(arrived.has_value());
  // The default of net.core.wmem_max.
  EXPECT_LT(arrived->size(), 212'992U - 4'096U);
}

TEST(SystemdJournal, AJournaldThatHangsDelaysOnceAndThenCostsNothing) {
  testing::TempDir dir;
  testing::DatagramSocket journald(dir / "socket");
  const auto journal = make_systemd_journal(dir / "socket");
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 3'000; ++i) journal->write({Priority::info, "x", "", {}});
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(3));
}

TEST(SystemdJournal, WithoutJournaldEntriesAreDropped) {
  testing::TempDir dir;
  make_systemd_journal(dir / "nobody")->write({Priority::info, "lost", "", {}});
}

TEST(EscapeControls, LeavesTextAlone) {
  EXPECT_EQ(escape_controls("Grüße, 世界 \\ \""), "Grüße, 世界 \\ \"");
  EXPECT_EQ(escape_controls("a\xff"), "a\xEF\xBF\xBD");
  EXPECT_EQ(escape_controls(""), "");
}

}  // namespace
}  // namespace maxos::platform
