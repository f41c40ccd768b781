#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "agents/filesystem/change.h"
#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class Changes : public WorkshopTest {
 protected:
  std::map<std::string, std::string> picture() const { return picture_of(shop_->root()); }
  void expect_same(const std::map<std::string, std::string>& before) const {
    EXPECT_THAT(difference(before, picture()), IsEmpty());
    EXPECT_EQ(shop_->stages(), 0U);
  }
};

TEST_F(Changes, ADirectoryIsMadeWithItsParentsAndUndone) {
  const auto before = picture();
  const auto made = shop_->run("file.mkdir", {{"path", "a/b/c"}});
  ASSERT_TRUE(made.ok()) << said(made);
  EXPECT_TRUE(fs::is_directory(shop_->path("a/b/c")));
  EXPECT_EQ(value(made, "created"), "true");
  EXPECT_EQ(value(made, "transaction"), "tx-0001");
  const auto undone = shop_->run("file.undo", {});
  ASSERT_TRUE(undone.ok()) << said(undone);
  expect_same(before);
}

TEST_F(Changes, AnExistingDirectoryIsLeftAlone) {
  fs::create_directory(shop_->path("a"));
  EXPECT_EQ(value(shop_->run("file.mkdir", {{"path", "a"}}), "created"), "false");
  shop_->write("file", "x");
  EXPECT_THAT(said(shop_->run("file.mkdir", {{"path", "file/b"}})), HasSubstr("not a directory"));
}

TEST_F(Changes, ADirectoryThatIsInUseByNowIsNotUndone) {
  ASSERT_TRUE(shop_->run("file.mkdir", {{"path", "a/b"}}).ok());
  shop_->write("a/b/later", "x");
  EXPECT_THAT(said(shop_->run("file.undo", {})), HasSubstr("would be lost"));
  EXPECT_EQ(shop_->read("a/b/later"), "x");
}

TEST_F(Changes, ATreeIsCopiedWithAllThatBelongsToIt) {
  shop_->write("from/one", "1");
  shop_->write("from/sub/two", std::string(100'000, '2'));
  fs::create_hard_link(shop_->path("from/one"), shop_->path("from/sub/linked"));
  fs::create_symlink("../one", shop_->path("from/sub/link"));
  ::setxattr(shop_->path("from/one").c_str(), "user.colour", "red", 3, 0);
  fs::permissions(shop_->path("from/sub"), fs::perms(0750));
  fs::permissions(shop_->path("from/one"), fs::perms(0604));
  ASSERT_EQ(::truncate(shop_->path("from/one").c_str(), 10'000'000), 0);
  const auto source = picture_of(shop_->path("from"));
  const auto before = picture();
  const auto copied = shop_->run("file.copy", {{"source", "from"}, {"destination", "to"}});
  ASSERT_TRUE(copied.ok()) << said(copied);
  EXPECT_THAT(difference(source, picture_of(shop_->path("to"))), IsEmpty());
  struct stat info {};
  ASSERT_EQ(::stat(shop_->path("to/one").c_str(), &info), 0);
  EXPECT_LT(info.st_blocks * 512, 1'000'000) << "holes stay holes";
  EXPECT_EQ(value(copied, "entry_count"), "6");
  ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  expect_same(before);
}

TEST_F(Changes, ACopyGoesIntoADirectoryThatIsThere) {
  shop_->write("a.txt", "a");
  fs::create_directory(shop_->path("box"));
  const auto copied = shop_->run("file.copy", {{"source", "a.txt"}, {"destination", "box"}});
  EXPECT_EQ(value(copied, "destination"), shop_->path("box/a.txt"));
  EXPECT_EQ(shop_->read("box/a.txt"), "a");
}

TEST_F(Changes, ACopyThatWasWorkedOnIsNotUndone) {
  shop_->write("a.txt", "a");
  ASSERT_TRUE(shop_->run("file.copy", {{"source", "a.txt"}, {"destination", "b.txt"}}).ok());
  shop_->write("b.txt", "worked on");
  EXPECT_THAT(said(shop_->run("file.undo", {})), HasSubstr("was changed since"));
  EXPECT_EQ(shop_->read("b.txt"), "worked on");
}

TEST_F(Changes, NothingIsReplacedUnlessAskedFor) {
  shop_->write("a", "new");
  shop_->write("b", "old");
  EXPECT_THAT(said(shop_->run("file.copy", {{"source", "a"}, {"destination", "b"}})),
              HasSubstr("exists already"));
  const auto before = picture();
  const auto plan = shop_->plan("file.copy", {{"source", "a"}, {"destination", "b"}, {"overwrite", "true"}});
  ASSERT_TRUE(plan.ok()) << said(plan);
  EXPECT_TRUE(plan->confirm);
  EXPECT_THAT(plan->preview, HasSubstr("replaces"));
  ASSERT_TRUE(shop_->execute(*plan).ok());
  EXPECT_EQ(shop_->read("b"), "new");
  ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  expect_same(before);
}

TEST_F(Changes, WhatIsMovedAndDeletedComesBackAsItWas) {
  shop_->write("a/x", "x");
  const auto before = picture();
  ASSERT_TRUE(shop_->run("file.move", {{"source", "a/x"}, {"destination", "y"}}).ok());
  EXPECT_EQ(shop_->read("y"), "x");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "a"}}).ok());
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "y"}}).ok());
  EXPECT_FALSE(shop_->exists("y"));
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  expect_same(before);
  EXPECT_THAT(said(shop_->run("file.undo", {})), HasSubstr("no change of yours"));
}

TEST_F(Changes, AnUndoLeavesWhatCameInBetween) {
  shop_->write("a", "first");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "a"}}).ok());
  shop_->write("a", "second");
  EXPECT_THAT(said(shop_->run("file.undo", {{"transaction", "tx-0001"}})), HasSubstr("something else"));
  EXPECT_EQ(shop_->read("a"), "second");
}

TEST_F(Changes, TwoPeopleNeitherSeeNorUndoEachOthersChanges) {
  const Caller anna{1000, "anna"};
  const Caller bert{1001, "bert"};
  const Caller root{0, "root", true};
  shop_->write("a", "a");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "a"}}, anna).ok());
  EXPECT_EQ(value(shop_->run("file.history", {}, bert), "total_count"), "0");
  EXPECT_EQ(value(shop_->run("file.history", {}, anna), "total_count"), "1");
  EXPECT_TRUE(absl::IsNotFound(shop_->run("file.undo", {}, bert).status()));
  EXPECT_TRUE(absl::IsNotFound(shop_->run("file.undo", {{"transaction", "tx-0001"}}, bert).status()));
  EXPECT_EQ(value(shop_->run("file.empty_trash", {}, bert), "item_count"), "0");
  EXPECT_TRUE(absl::IsNotFound(shop_->run("file.undo", {}, root).status()));
  ASSERT_TRUE(shop_->run("file.undo", {{"transaction", "tx-0001"}}, root).ok());
  EXPECT_EQ(shop_->read("a"), "a");
}

TEST_F(Changes, TheTrashIsEmptiedOfWhatWasPlannedFor) {
  shop_->write("a", "aaa");
  shop_->write("b", "b");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "a"}}).ok());
  const auto plan = shop_->plan("file.empty_trash", {});
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->risk, Risk::destructive);
  EXPECT_THAT(plan->preview, HasSubstr("/a"));
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "b"}}).ok());
  const auto emptied = shop_->execute(*plan);
  EXPECT_EQ(value(emptied, "item_count"), "1");
  EXPECT_EQ(value(emptied, "total_bytes"), "3");
  EXPECT_THAT(said(shop_->run("file.undo", {{"transaction", "tx-0001"}})), HasSubstr("left the trash"));
  ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  EXPECT_EQ(shop_->read("b"), "b");
}

TEST_F(Changes, TheTrashKeepsToItsLimits) {
  shop_->config->filesystem.trash_bytes = 10;
  shop_->write("a", std::string(8, 'a'));
  shop_->write("b", std::string(8, 'b'));
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "a"}}).ok());
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "b"}}).ok());
  const auto trash = shop_->store().trash(std::nullopt, INT64_MAX);
  ASSERT_EQ(trash->size(), 1U);
  EXPECT_EQ(trash->front().what.source, shop_->path("b"));
}

TEST_F(Changes, MuchIsConfirmedAndRefusedWhenItHasGrown) {
  shop_->config->filesystem.confirm_entries = 2;
  shop_->write("many/1", "1");
  shop_->write("many/2", "2");
  const auto plan = shop_->plan("file.delete", {{"path", "many"}});
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(plan->confirm);
  EXPECT_EQ(plan->risk, Risk::destructive);
  shop_->write("many/3", "3");
  EXPECT_THAT(said(shop_->execute(*plan)), HasSubstr("has grown"));
  EXPECT_TRUE(shop_->exists("many/3"));
}

TEST_F(Changes, WhatWasReplacedSinceThePlanIsRefused) {
  shop_->write("a", "1");
  const auto plan = shop_->plan("file.delete", {{"path", "a"}});
  shop_->write("b", "2");
  fs::rename(shop_->path("b"), shop_->path("a"));
  EXPECT_THAT(said(shop_->execute(*plan)), HasSubstr("not what was planned"));
  EXPECT_EQ(shop_->read("a"), "2");
}

TEST_F(Changes, RootsStatesAndTheTrashAreOutOfReach) {
  fs::create_directories(shop_->path("own"));
  EXPECT_TRUE(absl::IsPermissionDenied(shop_->run("file.delete", {{"path", shop_->root()}}).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(shop_->run("file.delete", {{"path", "own"}}).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(
      shop_->run("file.copy", {{"source", "own"}, {"destination", "copy"}}).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(shop_->run("file.mkdir", {{"path", directory_ + "/x"}}).status()));
  shop_->write("a", "secret");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "a"}}).ok());
  const std::string& trash = trash_directory_name();
  ASSERT_TRUE(shop_->exists(trash));
  EXPECT_TRUE(absl::IsPermissionDenied(shop_->run("file.delete", {{"path", trash}}).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(
      shop_->run("file.copy", {{"source", trash + "/files"}, {"destination", "c"}}).status()));
}

TEST_F(Changes, ABareNameAfterAWholePathIsOneBesideIt) {
  shop_->write("deep/down/a.txt", "a");
  ASSERT_TRUE(
      shop_->run("file.move", {{"source", shop_->path("deep/down/a.txt")}, {"destination", "b.txt"}}).ok());
  EXPECT_EQ(shop_->read("deep/down/b.txt"), "a");
  ASSERT_TRUE(
      shop_->run("file.copy", {{"source", shop_->path("deep/down/b.txt")}, {"destination", "c.txt"}}).ok());
  EXPECT_EQ(shop_->read("deep/down/c.txt"), "a");
  // A folder at home is meant by its name.
  shop_->write("attic/x", "x");
  ASSERT_TRUE(
      shop_->run("file.move", {{"source", shop_->path("deep/down/c.txt")}, {"destination", "attic"}}).ok());
  EXPECT_EQ(shop_->read("attic/c.txt"), "a");
  // Two names are two at home.
  ASSERT_TRUE(shop_->run("file.move", {{"source", "deep/down/b.txt"}, {"destination", "d.txt"}}).ok());
  EXPECT_EQ(shop_->read("d.txt"), "a");
}

TEST_F(Changes, WhatIsRenamedStaysWhereItIs) {
  shop_->write("deep/down/a.txt", "a");
  shop_->write("attic/x", "x");
  const auto renamed = [&](const std::string& from, const std::string& to) {
    const auto plan = shop_->plan("file.move", {{"source", from}, {"destination", to}}, {1000, "anna"},
                                  {{"rename", "true"}});
    return plan.ok() ? shop_->execute(*plan).status() : plan.status();
  };
  ASSERT_TRUE(renamed("deep/down/a.txt", "b.txt").ok());
  EXPECT_EQ(shop_->read("deep/down/b.txt"), "a");
  // Also where a folder of that name is at home.
  ASSERT_TRUE(renamed("deep/down/b.txt", "attic").ok());
  EXPECT_EQ(shop_->read("deep/down/attic"), "a");
  // A name with a folder says where it goes.
  ASSERT_TRUE(renamed("deep/down/attic", "attic/c.txt").ok());
  EXPECT_EQ(shop_->read("attic/c.txt"), "a");
}

TEST_F(Changes, ATreeWithAFifoIsMovedButNotCopied) {
  fs::create_directory(shop_->path("d"));
  ASSERT_EQ(::mkfifo(shop_->path("d/pipe").c_str(), 0600), 0);
  EXPECT_THAT(said(shop_->run("file.copy", {{"source", "d"}, {"destination", "e"}})),
              HasSubstr("named pipe"));
  EXPECT_FALSE(shop_->exists("e"));
  EXPECT_EQ(shop_->stages(), 0U);
  ASSERT_TRUE(shop_->run("file.move", {{"source", "d"}, {"destination", "e"}}).ok());
  EXPECT_TRUE(fs::is_fifo(shop_->path("e/pipe")));
}

TEST_F(Changes, LinksAreWhatIsChangedNotWhereTheyLead) {
  shop_->write("target", "t");
  fs::create_symlink("/etc", shop_->path("out"));
  fs::create_symlink("target", shop_->path("in"));
  ASSERT_TRUE(shop_->run("file.copy", {{"source", "out"}, {"destination", "out2"}}).ok());
  EXPECT_EQ(fs::read_symlink(shop_->path("out2")), "/etc");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "in"}}).ok());
  EXPECT_TRUE(shop_->exists("target"));
  EXPECT_TRUE(absl::IsPermissionDenied(
      shop_->run("file.copy", {{"source", "out/passwd"}, {"destination", "p"}}).status()));
  EXPECT_TRUE(absl::IsPermissionDenied(
      shop_->run("file.copy", {{"source", "target"}, {"destination", "out/x"}}).status()));
}

TEST_F(Changes, NothingGoesIntoItself) {
  shop_->write("a/b/c", "c");
  EXPECT_THAT(said(shop_->run("file.copy", {{"source", "a"}, {"destination", "a/b"}})), HasSubstr("itself"));
  EXPECT_THAT(said(shop_->run("file.move", {{"source", "a"}, {"destination", "a"}})), HasSubstr("itself"));
  EXPECT_THAT(said(shop_->run("file.move", {{"source", "a/b/c"}, {"destination", "a/b"}})),
              HasSubstr("the same"));
}

TEST_F(Changes, ACancelledCopyLeavesNothing) {
  shop_->write("big", std::string(1'000'000, 'b'));
  const auto before = picture();
  const auto plan = shop_->plan("file.copy", {{"source", "big"}, {"destination", "copy"}});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(shop_->execute(*plan, stop.get_token()).ok());
  expect_same(before);
}

TEST_F(Changes, VeryDeepTreesAndOddNamesAreCopiedDeletedAndUndone) {
  constexpr int kDepth = 3'000;
  const std::string odd = std::string("new\nline \xff\xfe ") + std::string(200, 'n');
  fs::create_directory(shop_->path("deep"));
  const int start = ::open(shop_->path("deep").c_str(), O_RDONLY | O_DIRECTORY);
  int at = start;
  for (int i = 0; i < kDepth; ++i) {
    ASSERT_EQ(::mkdirat(at, "d", 0755), 0);
    const int next = ::openat(at, "d", O_RDONLY | O_DIRECTORY);
    if (at != start) ::close(at);
    at = next;
  }
  ASSERT_EQ(::mkdirat(at, odd.c_str(), 0755), 0);
  ::close(at);
  ::close(start);
  shop_->config->filesystem.confirm_entries = 1'000'000;
  const auto copied = shop_->run("file.copy", {{"source", "deep"}, {"destination", "copy"}});
  ASSERT_TRUE(copied.ok()) << said(copied);
  EXPECT_EQ(value(copied, "entry_count"), std::to_string(kDepth + 2));
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "deep"}}).ok());
  ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "deep"}}).ok());
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "copy"}}).ok());
  EXPECT_EQ(value(shop_->run("file.empty_trash", {}), "entry_count"), std::to_string(2 * (kDepth + 2)));
}

TEST_F(Changes, WhatIsTooYoungForTheTrashNeedsNoConfirmation) {
  shop_->write("a", "a");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "a"}}).ok());
  const auto plan = shop_->plan("file.empty_trash", {{"older_than", "30d"}});
  EXPECT_TRUE(absl::IsNotFound(plan.status()));
  EXPECT_THAT(said(plan), HasSubstr("Nothing in the trash is older than 30 days: 1 younger item lies there"));
  EXPECT_EQ(value(shop_->run("file.empty_trash", {}), "item_count"), "1");
}

// Two at once: the second finds out when it is about to put its own there.
TEST_F(Changes, WhatCameMeanwhileExistsAlready) {
  const auto change = Change::begin(shop_->environment(), {1000, "anna"}, {"file.mkdir", "Made it", 1, 0, 0});
  ASSERT_TRUE(change.ok()) << said(change);
  const ExecutionContext context({}, ExecutionContext::Clock::time_point::max(), nullptr);
  const auto stage = (*change)->stage(shop_->root(), context);
  ASSERT_TRUE(stage.ok()) << said(stage);
  ASSERT_EQ(::mkdirat((*stage)->fd.get(), "zz", 0755), 0);
  ASSERT_TRUE((*change)->publish((*stage)->path + "/zz", shop_->path("zz"), context).ok());
  shop_->write("zz", "another was faster");
  const std::string why = said((*change)->commit(context));
  EXPECT_THAT(why, HasSubstr(shop_->path("zz") + " exists already"));
  EXPECT_THAT(why, testing::Not(HasSubstr(".maxos-stage")));
  EXPECT_EQ(shop_->read("zz"), "another was faster");
  EXPECT_EQ(shop_->stages(), 0U);
}

TEST_F(Changes, WhatACopyReplacedComesBackWhenTheCopyIsGone) {
  shop_->write("a", "new");
  shop_->write("b", "old");
  ASSERT_TRUE(shop_->run("file.copy", {{"source", "a"}, {"destination", "b"}, {"overwrite", "true"}}).ok());
  fs::remove(shop_->path("b"));
  const auto undone = shop_->run("file.undo", {});
  ASSERT_TRUE(undone.ok()) << said(undone);
  EXPECT_THAT(undone->message, HasSubstr("was gone already; what it had replaced is back"));
  EXPECT_EQ(shop_->read("b"), "old");
  EXPECT_EQ(shop_->read("a"), "new");
}

TEST_F(Changes, WhatACopyReplacedStaysInTheTrashWhereSomethingWouldBeLost) {
  shop_->write("a", "new");
  shop_->write("b", "old");
  ASSERT_TRUE(shop_->run("file.copy", {{"source", "a"}, {"destination", "b"}, {"overwrite", "true"}}).ok());
  // The copy lies in the trash: that is undone first.
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "b"}}).ok());
  EXPECT_THAT(said(shop_->run("file.undo", {{"transaction", "tx-0001"}})), HasSubstr("Undo that first"));
  ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  // Something else stands there.
  fs::remove(shop_->path("b"));
  shop_->write("b", "newer");
  EXPECT_FALSE(shop_->run("file.undo", {{"transaction", "tx-0001"}}).ok());
  EXPECT_EQ(shop_->read("b"), "newer");
}

TEST_F(Changes, WhatIsReplacedIsNamedWhenItHasGrown) {
  shop_->write("a/1", "1");
  shop_->write("b/a/1", "1");
  const auto plan = shop_->plan("file.copy", {{"source", "a"}, {"destination", "b"}, {"overwrite", "true"}});
  ASSERT_TRUE(plan.ok()) << said(plan);
  shop_->write("b/a/2", "2");
  EXPECT_THAT(said(shop_->execute(*plan)),
              HasSubstr(shop_->path("a") + " and " + shop_->path("b/a") + ", which it replaces, have grown"));
}

TEST_F(Changes, WithoutARecordNothingIsChanged) {
  HandlerEnvironment environment = shop_->environment();
  environment.transactions = nullptr;
  const auto handler = make_file_mkdir(environment);
  const ExecutionContext context({}, ExecutionContext::Clock::time_point::max(), nullptr);
  const auto plan = handler->plan({"file.mkdir", {{"path", "a"}}, {}, {}}, context);
  ASSERT_TRUE(plan.ok());
  EXPECT_TRUE(absl::IsUnavailable(handler->execute(*plan, context).status()));
  EXPECT_FALSE(shop_->exists("a"));
}

}  // namespace
}  // namespace maxos::agents
