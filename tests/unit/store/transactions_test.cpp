#include "store/transactions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace maxos::store {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class TransactionsTest : public testing::Test {
 protected:
  TransactionsTest() {
    std::string path = testing::TempDir() + "maxos-transactions-XXXXXX";
    directory_ = ::mkdtemp(path.data());
    reopen();
  }
  ~TransactionsTest() override { fs::remove_all(directory_); }

  void reopen() {
    store_.reset();
    store_ = open_transactions(directory_.string(), notice_);
  }

  // Ended as `state`, with one thing in the trash.
  std::int64_t deletion(std::uint32_t uid, TransactionState state = TransactionState::done) {
    Transaction transaction;
    transaction.uid = uid;
    transaction.principal = "anna";
    transaction.intent = "file.delete";
    transaction.summary = "Deleted \xff";
    const std::int64_t id = *store_->begin(transaction, {});
    EXPECT_TRUE(store_->plan_steps(id, {trashed(id)}).ok());
    EXPECT_TRUE(store_->close(id, state, "because", {{"/srv", 7, 1, -2}}).ok());
    return id;
  }
  static Step trashed(std::int64_t id) {
    return {StepKind::trash,
            "/srv/\xfe",
            "/srv/.Trash-1/files/" + std::to_string(id),
            {5, 6, 7},
            2,
            3,
            "f",
            false};
  }
  static Step purge(std::int64_t id) {
    Step step = trashed(id);
    step.kind = StepKind::purge;
    return step;
  }
  static Transaction undo_of(std::int64_t id) {
    Transaction undo;
    undo.uid = 1;
    undo.undoes = id;
    return undo;
  }

  fs::path directory_;
  std::string notice_;
  std::unique_ptr<Transactions> store_;
};

TEST_F(TransactionsTest, AreKeptOverARestart) {
  const std::int64_t id = deletion(1);
  reopen();
  const auto found = store_->find(id);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->summary, "Deleted \xff");
  EXPECT_EQ(found->reason, "because");
  EXPECT_EQ(found->state, TransactionState::done);
  EXPECT_TRUE(found->undoable);
  const auto steps = store_->steps(id);
  ASSERT_THAT(*steps, SizeIs(1));
  EXPECT_EQ(steps->front().source, "/srv/\xfe");
  EXPECT_EQ(steps->front().identity, (Identity{5, 6, 7}));
  EXPECT_EQ(store_->touched(id)->front().after, -2);
  EXPECT_EQ(fs::status(directory_ / "transactions.db").permissions(), fs::perms(0600));
}

TEST_F(TransactionsTest, NamesAreReadAsTheyAreWritten) {
  EXPECT_EQ(transaction_name(193), "tx-0193");
  EXPECT_EQ(transaction_id("tx-0193"), 193);
  EXPECT_EQ(transaction_id("193"), 193);
  for (const char* wrong : {"", "tx-", "tx-1x", "tx--1", "tx-9999999999999999"})
    EXPECT_EQ(transaction_id(wrong), 0);
}

TEST_F(TransactionsTest, TheOnesCutOffAreFoundAgain) {
  Transaction transaction;
  const std::int64_t open = *store_->begin(transaction, {});
  const std::int64_t committing = *store_->begin(transaction, {});
  ASSERT_TRUE(store_->plan_steps(committing, {trashed(committing)}).ok());
  deletion(1);
  reopen();
  const auto found = store_->unfinished();
  ASSERT_THAT(*found, SizeIs(2));
  EXPECT_EQ((*found)[0].id, open);
  EXPECT_EQ((*found)[1].state, TransactionState::committing);
}

TEST_F(TransactionsTest, OneThatIsTakenBackIsOpenAgainUntilItEnds) {
  const std::int64_t id = *store_->begin({}, {});
  ASSERT_TRUE(store_->plan_steps(id, {trashed(id)}).ok());
  EXPECT_EQ(store_->find(id)->state, TransactionState::committing);
  ASSERT_TRUE(store_->reopen(id).ok());
  reopen();
  EXPECT_EQ(store_->find(id)->state, TransactionState::open);
  EXPECT_THAT(*store_->unfinished(), SizeIs(1));
  ASSERT_TRUE(store_->close(id, TransactionState::done, "", {}).ok());
  ASSERT_TRUE(store_->reopen(id).ok());
  EXPECT_EQ(store_->find(id)->state, TransactionState::done) << "what has ended stays ended";
}

TEST_F(TransactionsTest, OneIsUndoneOnceAndByOne) {
  const std::int64_t id = deletion(1);
  const std::int64_t undo = *store_->begin(undo_of(id), {});
  EXPECT_TRUE(absl::IsFailedPrecondition(store_->begin(undo_of(id), {}).status()));
  EXPECT_FALSE(*store_->last_undoable(1));
  EXPECT_THAT(*store_->trash(std::nullopt, INT64_MAX), IsEmpty()) << "on its way out of it";
  ASSERT_TRUE(store_->close(undo, TransactionState::taken_back, "", {}).ok());
  EXPECT_EQ((*store_->last_undoable(1))->id, id);
  const std::int64_t again = *store_->begin(undo_of(id), {});
  ASSERT_TRUE(store_->close(again, TransactionState::done, "", {}).ok());
  EXPECT_EQ(store_->find(id)->state, TransactionState::undone);
  EXPECT_EQ(store_->find(id)->undone_by, again);
  EXPECT_FALSE(*store_->last_undoable(1)) << "an undo is not undone";
}

TEST_F(TransactionsTest, WhatIsPurgedIsNotUndoneAndNotPurgedAgain) {
  const std::int64_t id = deletion(1);
  ASSERT_TRUE(store_->begin({}, {purge(id)}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(store_->begin({}, {purge(id)}).status()));
  EXPECT_TRUE(absl::IsFailedPrecondition(store_->begin(undo_of(id), {}).status()));
  EXPECT_FALSE(store_->find(id)->undoable);
  ASSERT_TRUE(store_->release_trash({trashed(id).target}).ok());
  EXPECT_TRUE(store_->find(id)->undoable);
}

TEST_F(TransactionsTest, EachSeesTheirOwn) {
  deletion(1);
  deletion(2);
  const std::int64_t last = deletion(1);
  deletion(1, TransactionState::taken_back);
  std::uint64_t total = 0;
  EXPECT_THAT(*store_->list(1, 2, total), SizeIs(2));
  EXPECT_EQ(total, 3U);
  EXPECT_EQ((*store_->last_undoable(1))->id, last);
  EXPECT_THAT(*store_->trash(1, INT64_MAX), SizeIs(2));
  EXPECT_THAT(*store_->trash(std::nullopt, INT64_MAX), SizeIs(3));
  EXPECT_THAT(*store_->trash(std::nullopt, 0), IsEmpty());
  EXPECT_TRUE(absl::IsNotFound(store_->find(99).status()));
}

TEST_F(TransactionsTest, ADamagedRecordIsMovedAside) {
  store_.reset();
  std::ofstream(directory_ / "transactions.db") << std::string(10'000, 'x');
  reopen();
  EXPECT_THAT(notice_, HasSubstr("was damaged"));
  EXPECT_GT(deletion(1), 0);
}

TEST_F(TransactionsTest, WithoutADirectoryThereIsNoRecord) {
  store_ = open_transactions("/proc/none/state", notice_);
  EXPECT_TRUE(absl::IsUnavailable(store_->begin({}, {}).status()));
}

}  // namespace
}  // namespace maxos::store
