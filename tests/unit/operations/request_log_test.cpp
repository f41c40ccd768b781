#include "operations/request_log.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "operations/message_ids.h"
#include "support/recording_journal.h"

namespace maxos::operations {
namespace {

using agents::AnswerStatus;
using namespace std::chrono_literals;

class RequestLogTest : public testing::Test {
 protected:
  RequestLogTest() { config_.reads_per_second = 3; }

  static RequestRecord read() {
    RequestRecord record;
    record.operation_id = "0123";
    record.principal = "uid:7";
    record.rpc = "HandleText";
    record.intent = "system.uptime";
    record.agent = "system";
    record.duration = 50us;
    return record;
  }

  config::Journal config_;
  testing_support::RecordingJournal journal_;
  platform::EventLoop loop_;
};

TEST_F(RequestLogTest, ReadsBeyondTheRateBecomeOneSummary) {
  RequestLog log(journal_, loop_, config_);
  // The loop may cross one second's edge, which grants one more handful.
  for (int i = 0; i < 100; ++i) log.record(read());
  const std::size_t own = journal_.count(message_id::kRequest);
  EXPECT_GE(own, 3U);
  EXPECT_LE(own, 6U);
  log.flush();
  ASSERT_EQ(journal_.count(message_id::kReadSummary), 1U);
  EXPECT_NE(journal_.last().message.find(std::to_string(100 - own)), std::string::npos);
  log.flush();
  EXPECT_EQ(journal_.count(message_id::kReadSummary), 1U);
}

TEST_F(RequestLogTest, WhatChangesFailsIsRefusedOrSlowAlwaysGetsItsEntry) {
  config_.reads_per_second = 0;
  RequestLog log(journal_, loop_, config_);
  RequestRecord record = read();
  log.record(record);
  EXPECT_EQ(journal_.count(message_id::kRequest), 0U);
  record.risk = agents::Risk::modify;
  log.record(record);
  record = read();
  record.status = AnswerStatus::denied;
  log.record(record);
  record.status = AnswerStatus::error;
  log.record(record);
  record = read();
  record.duration = 101ms;
  log.record(record);
  EXPECT_EQ(journal_.count(message_id::kRequest), 4U);
}

TEST_F(RequestLogTest, AnEntryCarriesTheFieldsThatProgramsLookFor) {
  RequestLog log(journal_, loop_, config_);
  RequestRecord record = read();
  record.status = AnswerStatus::denied;
  record.message = "outside the roots";
  log.record(record);
  const platform::JournalEntry entry = journal_.last();
  EXPECT_EQ(entry.priority, platform::Priority::warning);
  EXPECT_NE(entry.message.find("outside the roots"), std::string::npos);
  std::map<std::string, std::string> fields(entry.fields.begin(), entry.fields.end());
  EXPECT_EQ(fields["MAXOS_OPERATION_ID"], "0123");
  EXPECT_EQ(fields["MAXOS_PRINCIPAL"], "uid:7");
  EXPECT_EQ(fields["MAXOS_RPC"], "HandleText");
  EXPECT_EQ(fields["MAXOS_INTENT"], "system.uptime");
  EXPECT_EQ(fields["MAXOS_AGENT"], "system");
  EXPECT_EQ(fields["MAXOS_STATUS"], "denied");
  EXPECT_EQ(fields["MAXOS_DURATION_US"], "50");
}

TEST_F(RequestLogTest, TheSummaryComesByItselfASecondLater) {
  config_.reads_per_second = 0;
  RequestLog log(journal_, loop_, config_);
  log.record(read());
  auto watch = loop_.add_timer(10ms, [] {});
  // Ends the loop as soon as the summary stands in the journal.
  std::function<void()> look = [&] {
    if (journal_.count(message_id::kReadSummary) > 0) return loop_.stop();
    watch = loop_.add_timer(10ms, [&] { look(); });
  };
  look();
  loop_.run();
  EXPECT_EQ(journal_.count(message_id::kReadSummary), 1U);
}

}  // namespace
}  // namespace maxos::operations
