#include "platform/journal_reader.h"

#include <gtest/gtest.h>

#include "base/status.h"
#include "own_journal.h"

namespace maxos::platform {
namespace {

using testing::from;

constexpr std::uint64_t kStart = testing::kJournalStart;
constexpr std::uint64_t kSecond = testing::kJournalSecond;

class JournalReaderTest : public ::testing::Test {
 protected:
  void add(std::uint64_t second, const std::string& fields) { journal_.add(second, fields); }

  JournalReader reader() {
    journal_.write();
    return JournalReader(journal_.directory());
  }

  static JournalPage page_of(const JournalReader& reader, const JournalQuery& query) {
    auto page = reader.read(query, [] { return absl::OkStatus(); });
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? *std::move(page) : JournalPage();
  }
  static std::string messages(const JournalPage& page) {
    std::string text;
    for (const JournalRecord& entry : page.entries) text += entry.message + " ";
    return text;
  }

  testing::OwnJournal journal_;
};

TEST_F(JournalReaderTest, TheNewestComeFirst) {
  for (int i = 0; i < 3; ++i) add(i, from("a.service", "m" + std::to_string(i)));
  const auto page = page_of(reader(), {});
  EXPECT_EQ(messages(page), "m2 m1 m0 ");
  EXPECT_EQ(page.cursor, "");
  const JournalRecord& first = page.entries.front();
  EXPECT_EQ(first.time, kStart + 2 * kSecond);
  EXPECT_EQ(first.unit, "a.service");
  EXPECT_EQ(first.identifier, "prog");
  EXPECT_EQ(first.pid, 42U);
  EXPECT_EQ(first.priority, 6);
}

TEST_F(JournalReaderTest, TheCursorGoesOnWhereThePageEnded) {
  for (int i = 0; i < 5; ++i) add(i, from("a.service", "m" + std::to_string(i)));
  const auto journal = reader();
  JournalQuery query;
  query.limit = 2;
  const auto first = page_of(journal, query);
  EXPECT_EQ(messages(first), "m4 m3 ");
  query.cursor = first.cursor;
  const auto second = page_of(journal, query);
  EXPECT_EQ(messages(second), "m2 m1 ");
  query.cursor = second.cursor;
  const auto third = page_of(journal, query);
  EXPECT_EQ(messages(third), "m0 ");
  EXPECT_EQ(third.cursor, "");
}

TEST_F(JournalReaderTest, AUnitIsWhatItSaysAndWhatSystemdSaysOfIt) {
  add(1, from("a.service", "own"));
  add(2, "_PID=1\n_UID=0\nUNIT=a.service\nPRIORITY=6\nMESSAGE=started");
  add(3, from("b.service", "other"));
  add(4, "_PID=77\n_UID=1000\nUNIT=a.service\nMESSAGE=forged");
  JournalQuery query;
  query.unit = "a.service";
  EXPECT_EQ(messages(page_of(reader(), query)), "started own ");
}

TEST_F(JournalReaderTest, TheKernelIsNoUnitAndSaysThingsToo) {
  add(1, "_TRANSPORT=kernel\nSYSLOG_IDENTIFIER=kernel\nPRIORITY=4\nMESSAGE=out of memory");
  add(2, from("kernel.service", "somebody"));
  JournalQuery query;
  query.unit = kKernelEntries;
  EXPECT_EQ(messages(page_of(reader(), query)), "out of memory ");
  query.priority = 3;
  EXPECT_EQ(messages(page_of(reader(), query)), "");
}

TEST_F(JournalReaderTest, APriorityIsItselfAndThoseAbove) {
  add(1, from("a.service", "err", 3));
  add(2, from("a.service", "warning", 4));
  add(3, from("a.service", "info", 6));
  add(4, from("b.service", "crit", 2));
  const auto journal = reader();
  JournalQuery query;
  query.priority = 4;
  EXPECT_EQ(messages(page_of(journal, query)), "crit warning err ");
  query.unit = "a.service";
  query.priority = 3;
  EXPECT_EQ(messages(page_of(journal, query)), "err ");
}

TEST_F(JournalReaderTest, TimesAreInclusive) {
  for (int i = 0; i < 6; ++i) add(i, from("a.service", "m" + std::to_string(i)));
  JournalQuery query;
  query.since = kStart + 2 * kSecond;
  query.until = kStart + 4 * kSecond;
  EXPECT_EQ(messages(page_of(reader(), query)), "m4 m3 m2 ");
}

TEST_F(JournalReaderTest, TextIsFoundInAnyCaseUnlessItHasCapitals) {
  add(1, from("a.service", "Connection Timeout"));
  add(2, from("a.service", "connection timeout"));
  add(3, from("a.service", "fine"));
  const auto journal = reader();
  JournalQuery query;
  query.text = "timeout";
  EXPECT_EQ(page_of(journal, query).entries.size(), 2U);
  query.text = "Timeout";
  EXPECT_EQ(messages(page_of(journal, query)), "Connection Timeout ");
  query.text = ".*";
  EXPECT_TRUE(page_of(journal, query).entries.empty());
}

TEST_F(JournalReaderTest, LongMessagesAndManyBytesAreBounded) {
  for (int i = 0; i < 10; ++i) add(i, from("a.service", std::string(5000, 'x')));
  JournalQuery query;
  query.message_bytes = 1000;
  query.total_bytes = 3000;
  const auto page = page_of(reader(), query);
  EXPECT_EQ(page.entries.size(), 3U);
  EXPECT_EQ(page.entries.front().message.size(), 1000U);
  EXPECT_NE(page.cursor, "");
}

TEST_F(JournalReaderTest, AnEndOfTimeSaysHowFarItCame) {
  for (int i = 0; i < 200; ++i) add(i, from("a.service", "m"));
  JournalQuery query;
  query.text = "nowhere";
  query.end = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  const auto page = page_of(reader(), query);
  EXPECT_TRUE(page.out_of_time);
  EXPECT_EQ(page.reached, kStart + 136 * kSecond);
  EXPECT_NE(page.cursor, "");
}

TEST_F(JournalReaderTest, TheCheckEndsIt) {
  for (int i = 0; i < 200; ++i) add(i, from("a.service", "m"));
  JournalQuery query;
  query.text = "nowhere";
  const auto page = reader().read(query, [] { return base::cancelled("cancelled"); });
  EXPECT_EQ(page.status().code(), absl::StatusCode::kCancelled);
}

TEST_F(JournalReaderTest, ACursorThatIsNoneIsInvalid) {
  add(1, from("a.service", "m"));
  JournalQuery query;
  query.cursor = "; reboot";
  EXPECT_EQ(reader().read(query, [] { return absl::OkStatus(); }).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(JournalReaderTest, WithoutADirectoryItIsAnErrorThatNamesIt) {
  const auto page = JournalReader("/nonexistent").read({}, [] { return absl::OkStatus(); });
  EXPECT_EQ(page.status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace maxos::platform
