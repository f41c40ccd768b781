// Several mounts in one root, full ones and read-only ones. Needs root: the mounts are the test's own.
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workshop.h"

namespace maxos::agents {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class Mounts : public WorkshopTest {
 protected:
  void SetUp() override {
    if (::geteuid() != 0 || ::unshare(CLONE_NEWNS) != 0) GTEST_SKIP() << "mounts need root";
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
  }
  ~Mounts() override {
    for (const std::string& path : mounted_) ::umount2(path.c_str(), MNT_DETACH);
  }
  void mount_small(const std::string& name, const char* options) {
    fs::create_directories(shop_->path(name));
    ASSERT_EQ(::mount("tmpfs", shop_->path(name).c_str(), "tmpfs", 0, options), 0);
    mounted_.push_back(shop_->path(name));
  }
  std::map<std::string, std::string> picture() const { return picture_of(shop_->root()); }

  std::vector<std::string> mounted_;
};

TEST_F(Mounts, AFullDiskTakesTheCopyBack) {
  mount_small("small", "size=1M");
  shop_->write("big/one", std::string(700'000, '1'));
  shop_->write("big/two", std::string(700'000, '2'));
  const auto before = picture();
  const auto copied = shop_->run("file.copy", {{"source", "big"}, {"destination", "small"}});
  EXPECT_THAT(said(copied), HasSubstr("no space is left"));
  EXPECT_THAT(said(copied), HasSubstr("Nothing was changed"));
  EXPECT_THAT(difference(before, picture()), IsEmpty());
  EXPECT_THAT(said(shop_->run("file.move", {{"source", "big"}, {"destination", "small"}})),
              HasSubstr("no space"));
  EXPECT_THAT(difference(before, picture()), IsEmpty());
  EXPECT_EQ(shop_->stages(), 0U);
}

TEST_F(Mounts, AMoveToAnotherMountIsACopyAndTheTrash) {
  mount_small("other", "size=4M");
  shop_->write("tree/a", "a");
  shop_->write("tree/sub/b", "b");
  const auto source = picture_of(shop_->path("tree"));
  const auto before = picture();
  const auto moved = shop_->run("file.move", {{"source", "tree"}, {"destination", "other"}});
  ASSERT_TRUE(moved.ok()) << said(moved);
  EXPECT_FALSE(shop_->exists("tree"));
  EXPECT_THAT(difference(source, picture_of(shop_->path("other/tree"))), IsEmpty());
  const auto undone = shop_->run("file.undo", {});
  ASSERT_TRUE(undone.ok()) << said(undone);
  EXPECT_THAT(difference(before, picture()), IsEmpty());
}

TEST_F(Mounts, TheTrashIsOnTheMountItself) {
  mount_small("other", "size=4M");
  shop_->write("other/a", "a");
  ASSERT_TRUE(shop_->run("file.delete", {{"path", "other/a"}}).ok());
  EXPECT_TRUE(shop_->exists("other/" + trash_directory_name() + "/files"));
  EXPECT_FALSE(shop_->exists(trash_directory_name()));
  ASSERT_TRUE(shop_->run("file.undo", {}).ok());
  EXPECT_EQ(shop_->read("other/a"), "a");
}

TEST_F(Mounts, WhatIsMountedIsNotDeletedOrMoved) {
  mount_small("box/other", "size=4M");
  EXPECT_THAT(said(shop_->run("file.delete", {{"path", "box/other"}})), HasSubstr("mount point"));
  EXPECT_THAT(said(shop_->run("file.delete", {{"path", "box"}})), HasSubstr("mount point"));
  EXPECT_THAT(said(shop_->run("file.move", {{"source", "box"}, {"destination", "shed"}})),
              HasSubstr("mount point"));
}

TEST_F(Mounts, AMountPointIsSeenAsSuch) {
  mount_small("here/disk", "size=1M");
  shop_->write("here/plain/a", "a");
  const auto listed = shop_->run("file.list", {{"path", "here"}});
  ASSERT_TRUE(listed.ok()) << said(listed);
  EXPECT_THAT(listed->message, HasSubstr("disk/ (mounted there), plain/."));
  const std::string entries = value(listed, "entries");
  EXPECT_EQ(entries.find("\"mount_point\":true"), entries.rfind("\"mount_point\":true"));
  EXPECT_LT(entries.find("\"mount_point\":true"), entries.find("\"name\":\"plain\""));
  const auto info = shop_->run("file.info", {{"path", "here/disk"}});
  ASSERT_TRUE(info.ok()) << said(info);
  EXPECT_THAT(info->message, HasSubstr("something is mounted there"));
  EXPECT_EQ(value(info, "mount_point"), "true");
  const auto plain = shop_->run("file.info", {{"path", "here/plain"}});
  ASSERT_TRUE(plain.ok()) << said(plain);
  EXPECT_EQ(value(plain, "mount_point"), "(none)");
}

TEST_F(Mounts, AReadOnlyMountIsNamedAsSuch) {
  shop_->write("ro/a", "a");
  const std::string path = shop_->path("ro");
  ASSERT_EQ(::mount(path.c_str(), path.c_str(), nullptr, MS_BIND, nullptr), 0);
  ASSERT_EQ(::mount(nullptr, path.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), 0);
  mounted_.push_back(path);
  const auto before = picture();
  for (const char* what : {"file.delete", "file.mkdir"}) {
    const auto outcome = shop_->run(what, {{"path", std::string(what) == "file.mkdir" ? "ro/b" : "ro/a"}});
    EXPECT_THAT(said(outcome), HasSubstr("read-only"));
  }
  EXPECT_THAT(said(shop_->run("file.move", {{"source", "ro/a"}, {"destination", "b"}})),
              HasSubstr("read-only"));
  EXPECT_THAT(difference(before, picture()), IsEmpty());
}

TEST_F(Mounts, TheServicesOwnStateIsNotCopiedUnderAnotherName) {
  fs::create_directories(directory_ + "/state");
  fs::create_directories(shop_->path("box/alias"));
  ASSERT_EQ(
      ::mount((directory_ + "/state").c_str(), shop_->path("box/alias").c_str(), nullptr, MS_BIND, nullptr),
      0);
  mounted_.push_back(shop_->path("box/alias"));
  EXPECT_TRUE(
      absl::IsPermissionDenied(shop_->run("file.copy", {{"source", "box"}, {"destination", "c"}}).status()));
  EXPECT_FALSE(shop_->exists("c"));
}

}  // namespace
}  // namespace maxos::agents
