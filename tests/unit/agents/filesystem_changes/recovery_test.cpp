#include "agents/filesystem/recovery.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "agents/filesystem/place.h"
#include "agents/filesystem/tree_remove.h"
#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;
using store::Step;
using store::StepKind;
using store::TransactionState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RecoveryTest : public WorkshopTest {
 protected:
  static constexpr const char* kStage = ".maxos-stage-0123456789abcdef01234567";

  // A change that was cut off, with much in its stage.
  std::int64_t cut_off() const {
    store::Transaction transaction;
    transaction.uid = 1000;
    transaction.principal = "anna";
    transaction.intent = "file.extract";
    transaction.summary = "Unpacked it";
    Step stage;
    stage.kind = StepKind::stage;
    stage.target = shop_->path(kStage);
    const std::int64_t id = *shop_->store().begin(transaction, {});
    EXPECT_TRUE(shop_->store().add_stage(id, stage).ok());
    shop_->write(std::string(kStage) + "/made/a", "a");
    shop_->write(std::string(kStage) + "/made/b", "b");
    return id;
  }

  static ExecutionContext stopped() {
    std::stop_source stop;
    stop.request_stop();
    return {stop.get_token(), ExecutionContext::Clock::time_point::max(), nullptr};
  }

  TransactionState state(std::int64_t id) const { return shop_->store().find(id)->state; }
};

TEST_F(RecoveryTest, RequestsDoNotWaitUntilWhatIsLeftIsRemoved) {
  const std::int64_t id = cut_off();
  Recovery recovery(shop_->environment());
  EXPECT_THAT(recovery.settle(), IsEmpty());
  EXPECT_TRUE(recovery.anything_to_clear());
  EXPECT_EQ(shop_->stages(), 1U);
  // As if it were not there.
  EXPECT_EQ(value(shop_->run("file.list", {{"path", shop_->root()}}), "total_count"), "0");
  EXPECT_EQ(value(shop_->run("file.mkdir", {{"path", "new"}}), "created"), "true");
  EXPECT_FALSE(shop_->run("file.undo", {{"transaction", store::transaction_name(id)}}).ok());
  EXPECT_THAT(recovery.clear(unstoppable()), ElementsAre(HasSubstr("is taken_back")));
  EXPECT_EQ(shop_->stages(), 0U);
  EXPECT_EQ(state(id), TransactionState::taken_back);
  EXPECT_THAT(*shop_->store().unfinished(), IsEmpty());
  EXPECT_TRUE(shop_->exists("new"));
}

TEST_F(RecoveryTest, WhatIsStoppedGoesOnAtTheNextStart) {
  const std::int64_t id = cut_off();
  Recovery recovery(shop_->environment());
  EXPECT_THAT(recovery.settle(), IsEmpty());
  EXPECT_THAT(recovery.clear(stopped()), IsEmpty());
  EXPECT_EQ(state(id), TransactionState::open);
  EXPECT_THAT(shop_->restart(), ElementsAre(HasSubstr("is taken_back")));
  EXPECT_EQ(shop_->stages(), 0U);
}

TEST_F(RecoveryTest, HalfOfWhatIsTakenBackIsNeverPublished) {
  const std::int64_t id = cut_off();
  struct statx info {};
  ASSERT_EQ(::statx(AT_FDCWD, shop_->path(std::string(kStage) + "/made").c_str(), 0,
                    STATX_BASIC_STATS | STATX_BTIME, &info),
            0);
  Step made;
  made.kind = StepKind::publish;
  made.source = shop_->path(std::string(kStage) + "/made");
  made.target = shop_->path("made");
  made.identity = identity_of(info);
  ASSERT_TRUE(shop_->store().plan_steps(id, {made}).ok());
  // What is in the way of finishing it goes before the next start.
  shop_->write("made", "in the way");
  Recovery recovery(shop_->environment());
  EXPECT_THAT(recovery.settle(), IsEmpty());
  EXPECT_THAT(recovery.clear(stopped()), IsEmpty());
  fs::remove(shop_->path("made"));
  fs::remove(shop_->path(std::string(kStage) + "/made/a"));
  EXPECT_THAT(shop_->restart(), ElementsAre(HasSubstr("is taken_back")));
  EXPECT_FALSE(shop_->exists("made"));
  EXPECT_EQ(state(id), TransactionState::taken_back);
  EXPECT_EQ(shop_->stages(), 0U);
}

}  // namespace
}  // namespace maxos::agents
