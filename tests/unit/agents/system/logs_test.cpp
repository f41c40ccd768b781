#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "own_journal.h"
#include "scene.h"

namespace maxos::agents {
namespace {

using namespace std::chrono_literals;
using testing::from;
using Clock = ExecutionContext::Clock;

// A stream that takes items at once, or when it is told to.
class Stream {
 public:
  ItemSink sink() {
    return [this](Item item, std::function<void()> taken) {
      const std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
      if (reads_) {
        taken();
      } else {
        waiting_.push_back(std::move(taken));
      }
      came_.notify_all();
    };
  }
  void stop_reading() { reads_ = false; }
  void read_on() {
    const std::lock_guard lock(mutex_);
    reads_ = true;
    for (const auto& taken : waiting_) taken();
    waiting_.clear();
  }
  // Once so many came.
  std::vector<Item> items(std::size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(came_.wait_for(lock, testing::kPatience, [&] { return items_.size() >= count; }))
        << items_.size() << " came";
    return items_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Item> items_;
  std::deque<std::function<void()>> waiting_;
  bool reads_ = true;
};

std::string item_value(const Item& item, std::string_view name) {
  for (const auto& [key, text] : item.values) {
    if (key == name) return text;
  }
  return {};
}

class LogsTest : public SystemScene {
 protected:
  LogsTest() {
    environment_.journal_directory = journal_.directory();
    request_context_["follow"] = "true";
    write(1, "old");
  }

  void write(std::uint64_t second, const std::string& message, const std::string& unit = "a.service") {
    journal_.add(second, from(unit, message));
    journal_.write();
  }

  // Follows on a thread of its own.
  std::future<absl::StatusOr<Outcome>> follow(Stream& stream, Values slots, Clock::time_point deadline,
                                              std::stop_token stop) {
    const auto made = plan("system.logs", std::move(slots));
    EXPECT_TRUE(made.ok()) << made.status();
    return std::async(
        std::launch::async, [this, plan = *made, deadline, stop = std::move(stop), sink = stream.sink()] {
          return handler("system.logs").execute(plan, ExecutionContext(stop, deadline, nullptr, sink));
        });
  }

  testing::OwnJournal journal_;
};

TEST_F(LogsTest, EachEntryThatComesIsAnItemAsJournalctlShowsIt) {
  Stream stream;
  std::stop_source stop;
  auto outcome =
      follow(stream, {{"unit", "a.service"}, {"limit", "1"}}, Clock::now() + 1min, stop.get_token());
  EXPECT_EQ(stream.items(1).size(), 1U);
  write(2, "not of it", "b.service");
  write(3, "new\x1b[31m");
  const auto items = stream.items(2);
  EXPECT_TRUE(items[0].message.ends_with(" prog[42]: old")) << items[0].message;
  EXPECT_TRUE(items[1].message.ends_with(" prog[42]: new\\x1b[31m")) << items[1].message;
  EXPECT_NE(item_value(items[1], "entry").find("\"time_microseconds\":1700000003000000"), std::string::npos);
  EXPECT_NE(item_value(items[1], "cursor"), "");
  const auto asked = Clock::now();
  stop.request_stop();
  EXPECT_EQ(outcome.get().status().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(Clock::now() - asked, 100ms);
}

TEST_F(LogsTest, TheDeadlineEndsItWithACountAndACursorToGoOnFrom) {
  Stream stream;
  auto outcome = follow(stream, {{"limit", "1"}}, Clock::now() + 1500ms, {});
  stream.items(1);
  write(2, "new");
  const auto items = stream.items(2);
  const auto answer = outcome.get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, AnswerStatus::success);
  EXPECT_EQ(value(*answer, "shown_count"), "2");
  EXPECT_EQ(value(*answer, "cursor"), item_value(items[1], "cursor"));
  write(3, "missed by the first");
  request_context_["cursor"] = value(*answer, "cursor");
  Stream later;
  auto second = follow(later, {}, Clock::now() + 1s, {});
  EXPECT_TRUE(later.items(1)[0].message.ends_with("missed by the first"));
  EXPECT_EQ(value(*second.get(), "shown_count"), "1");
}

TEST_F(LogsTest, AClientThatReadsSlowlyLosesNothingAndCostsNoMoreThanTheBound) {
  Stream stream;
  stream.stop_reading();
  std::stop_source stop;
  auto outcome = follow(stream, {{"limit", "1"}}, Clock::now() + 1min, stop.get_token());
  stream.items(1);
  for (int i = 0; i < 200; ++i) journal_.add(10 + i, from("a.service", "m" + std::to_string(i)));
  journal_.write();
  EXPECT_EQ(stream.items(kMaxItemsUnderWay).size(), kMaxItemsUnderWay);
  stream.read_on();
  const auto items = stream.items(201);
  ASSERT_EQ(items.size(), 201U);
  for (int i = 0; i < 200; ++i)
    EXPECT_TRUE(items[static_cast<std::size_t>(i) + 1].message.ends_with(": m" + std::to_string(i)));
  stop.request_stop();
  outcome.wait();
}

TEST_F(LogsTest, NoMoreFollowThanHalfOfTheWorkers) {
  Stream stream;
  std::stop_source stop;
  // Of four workers.
  auto first = follow(stream, {{"limit", "1"}}, Clock::now() + 1min, stop.get_token());
  auto second = follow(stream, {{"limit", "1"}}, Clock::now() + 1min, stop.get_token());
  stream.items(2);
  const auto third = follow(stream, {}, Clock::now() + 1min, {}).get();
  EXPECT_EQ(third.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_NE(message(third.status()).find("workers.threads"), std::string::npos);
  stop.request_stop();
  first.wait();
  second.wait();
  Stream again;
  auto fourth = follow(again, {{"limit", "1"}}, Clock::now() + 1s, {});
  again.items(1);
  EXPECT_TRUE(fourth.get().ok());
}

TEST_F(LogsTest, WithoutAStreamTheNewestAreToldAndThatFollowingNeedsOne) {
  const auto outcome = run("system.logs", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "shown_count"), "1");
  EXPECT_NE(outcome->message.find("maxosctl stream"), std::string::npos) << outcome->message;
}

TEST_F(LogsTest, TheTimesThatWereAskedForAreTold) {
  request_context_.clear();
  const auto told = [&](Values slots) {
    const auto outcome = run("system.logs", std::move(slots));
    return outcome.ok() ? outcome->message : message(outcome.status());
  };
  EXPECT_EQ(told({{"since", "1h"}}), "No journal entry of the last 1 hour.");
  EXPECT_EQ(told({{"since", "2d"}, {"until", "1d"}}), "No journal entry between 2 days and 1 day ago.");
  EXPECT_EQ(told({{"unit", "Kernel"}}), "No journal entry of the kernel.");
  EXPECT_EQ(told({{"until", "99y"}}), "No journal entry older than 36135 days.");
}

TEST_F(LogsTest, WhatMakesNoSenseIsRefused) {
  EXPECT_NE(message(plan("system.logs", {{"until", "1h"}}).status()).find("until"), std::string::npos);
  request_context_["follow"] = "perhaps";
  EXPECT_NE(message(plan("system.logs", {}).status()).find("follow is true or false"), std::string::npos);
  request_context_["follow"] = "true";
  request_context_["cursor"] = "; reboot";
  Stream stream;
  EXPECT_EQ(follow(stream, {}, Clock::now() + 1min, {}).get().status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace maxos::agents
