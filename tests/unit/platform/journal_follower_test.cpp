#include "platform/journal_follower.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <time.h>

#include <chrono>
#include <utility>

#include "base/fd.h"
#include "base/status.h"
#include "loop_thread.h"
#include "own_journal.h"

namespace maxos::platform {
namespace {

using namespace std::chrono_literals;
using testing::from;
using Clock = JournalFollower::Clock;

absl::Status fine() {
  return absl::OkStatus();
}

class JournalFollowerTest : public ::testing::Test {
 protected:
  JournalFollower follow(JournalQuery query = {}, std::size_t newest = 0) {
    auto follower = JournalFollower::open(journal_.directory(), std::move(query), newest, fine);
    EXPECT_TRUE(follower.ok()) << follower.status();
    return *std::move(follower);
  }

  // The messages that are there now.
  static std::string now(JournalFollower& follower) {
    std::string text;
    for (;;) {
      auto entry = follower.next(fine);
      EXPECT_TRUE(entry.ok()) << entry.status();
      if (!entry.ok() || !*entry) return text;
      text += (*entry)->message + " ";
    }
  }
  // The messages that come, until so many are there.
  static std::string come(JournalFollower& follower, std::size_t count) {
    std::string text;
    const auto end = Clock::now() + testing::kPatience;
    while (count > 0 && Clock::now() < end) {
      auto entry = follower.next(fine);
      EXPECT_TRUE(entry.ok()) << entry.status();
      if (!entry.ok()) break;
      if (*entry) {
        text += (*entry)->message + " ";
        --count;
      } else {
        EXPECT_TRUE(follower.wait(end, -1).ok());
      }
    }
    return text;
  }

  // Appends an entry of a.service.
  void write(std::uint64_t second, const std::string& message, const std::string& unit = "a.service") {
    journal_.add(second, from(unit, message));
    journal_.write();
  }

  testing::OwnJournal journal_;
};

TEST_F(JournalFollowerTest, WhatWasThereBeforeIsNotToldAndWhatComesIs) {
  write(1, "old");
  auto follower = follow();
  EXPECT_EQ(now(follower), "");
  write(2, "new");
  EXPECT_EQ(come(follower, 1), "new ");
  write(3, "newer");
  EXPECT_EQ(come(follower, 1), "newer ");
}

TEST_F(JournalFollowerTest, TheNewestComeFirstWhenTheyAreAskedForAndInTheirOrder) {
  for (int i = 0; i < 5; ++i) journal_.add(i, from("a.service", "m" + std::to_string(i)));
  journal_.write();
  auto follower = follow({}, 2);
  EXPECT_EQ(now(follower), "m3 m4 ");
  write(9, "new");
  EXPECT_EQ(come(follower, 1), "new ");
  auto all = follow({}, 100);
  EXPECT_EQ(now(all), "m0 m1 m2 m3 m4 new ");
}

TEST_F(JournalFollowerTest, OnlyWhatFitsIsTold) {
  write(1, "other", "b.service");
  JournalQuery query;
  query.unit = "a.service";
  query.text = "x";
  auto follower = follow(query);
  journal_.add(2, from("b.service", "x of another"));
  journal_.add(3, from("a.service", "y"));
  journal_.add(4, from("a.service", "x"));
  journal_.write();
  EXPECT_EQ(come(follower, 1), "x ");
  EXPECT_EQ(now(follower), "");
}

TEST_F(JournalFollowerTest, AUnitThatHasSaidNothingYetIsHeardWhenItDoes) {
  write(1, "other", "b.service");
  JournalQuery query;
  query.unit = "a.service";
  auto follower = follow(query, 10);
  EXPECT_EQ(now(follower), "");
  write(2, "first");
  EXPECT_EQ(come(follower, 1), "first ");
}

TEST_F(JournalFollowerTest, AnEmptyJournalIsFollowedFromItsFirstEntryOn) {
  auto follower = follow();
  EXPECT_EQ(follower.cursor(), "");
  EXPECT_EQ(now(follower), "");
  write(1, "first");
  EXPECT_EQ(come(follower, 1), "first ");
}

TEST_F(JournalFollowerTest, TheCursorGoesOnBehindWhatWasTold) {
  write(1, "a");
  std::string begin;
  std::string cursor;
  {
    auto follower = follow();
    begin = follower.cursor();
    EXPECT_NE(begin, "");
    write(2, "b");
    EXPECT_EQ(come(follower, 1), "b ");
    cursor = follower.cursor();
  }
  write(3, "c");
  JournalQuery query;
  query.cursor = cursor;
  auto later = follow(query);
  EXPECT_EQ(now(later), "c ");
  query.cursor = begin;
  auto all = follow(query, 1);
  EXPECT_EQ(now(all), "b c ");
}

TEST_F(JournalFollowerTest, SinceBeginsInThePast) {
  for (int i = 0; i < 4; ++i) journal_.add(i, from("a.service", "m" + std::to_string(i)));
  journal_.write();
  JournalQuery query;
  query.since = testing::kJournalStart + 2 * testing::kJournalSecond;
  auto follower = follow(query);
  EXPECT_EQ(now(follower), "m2 m3 ");
}

TEST_F(JournalFollowerTest, RotationAndVacuumLoseNothing) {
  write(1, "before");
  auto follower = follow();
  write(2, "first");
  EXPECT_EQ(come(follower, 1), "first ");
  write(3, "unread");
  journal_.rotate();
  write(4, "in the new file");
  EXPECT_EQ(come(follower, 2), "unread in the new file ");
  journal_.vacuum();
  write(5, "after the vacuum");
  EXPECT_EQ(come(follower, 1), "after the vacuum ");
}

TEST_F(JournalFollowerTest, WaitingSleepsAndEndsInTime) {
  write(1, "a");
  auto follower = follow();
  EXPECT_EQ(now(follower), "");
  timespec before{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
  const auto end = Clock::now() + 300ms;
  int wakes = 0;
  while (Clock::now() < end) {
    ASSERT_TRUE(follower.wait(end, -1).ok());
    ++wakes;
  }
  timespec after{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
  EXPECT_LE(wakes, 5);
  EXPECT_LT((after.tv_sec - before.tv_sec) * 1'000'000'000 + after.tv_nsec - before.tv_nsec, 100'000'000);
}

TEST_F(JournalFollowerTest, TheDescriptorWakesIt) {
  write(1, "a");
  auto follower = follow();
  EXPECT_EQ(now(follower), "");
  const base::UniqueFd wake(::eventfd(1, EFD_CLOEXEC));
  const auto began = Clock::now();
  ASSERT_TRUE(follower.wait(began + testing::kPatience, wake.get()).ok());
  EXPECT_LT(Clock::now() - began, 1s);
}

TEST_F(JournalFollowerTest, TheCheckEndsASearch) {
  for (int i = 0; i < 200; ++i) journal_.add(i, from("a.service", "m"));
  journal_.write();
  JournalQuery query;
  query.text = "nowhere";
  const auto no = [] { return base::cancelled("cancelled"); };
  EXPECT_EQ(JournalFollower::open(journal_.directory(), query, 10, no).status().code(),
            absl::StatusCode::kCancelled);
}

TEST_F(JournalFollowerTest, ACursorThatIsNoneIsInvalid) {
  write(1, "m");
  JournalQuery query;
  query.cursor = "; reboot";
  EXPECT_EQ(JournalFollower::open(journal_.directory(), query, 0, fine).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace maxos::platform
