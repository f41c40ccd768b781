#include "ctl/administration/roots.h"

#include "scene.h"

namespace maxos::ctl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kFile = "etc/maxos/maxos-grpc.d/60-roots.toml";
const std::string kDropIn = "etc/systemd/system/maxos-agents.service.d/60-roots.conf";

class RootsTest : public AdministrationTest {
 protected:
  RootsTest() {
    for (const auto* path : {"/data", "/var/www", "/mnt/disk"}) directories_[path] = {path, 0};
  }

  std::string refused(const std::string& path) {
    const auto done = add_root(machine_, path);
    EXPECT_FALSE(done.ok()) << path;
    EXPECT_THAT(calls_, IsEmpty());
    EXPECT_FALSE(is_there(kFile));
    EXPECT_FALSE(is_there(kDropIn));
    return done.ok() ? "" : std::string(base::message_of(done.status()));
  }
};

TEST_F(RootsTest, AddingWritesConfigurationAndDropInAndRestartsTheHost) {
  const auto done = add_root(machine_, "/data");
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_THAT(*done, HasSubstr("setfacl"));
  EXPECT_THAT(*file_roots(machine_), ElementsAre("/srv", "/data"));
  EXPECT_THAT(text(kDropIn), HasSubstr("[Service]\nReadWritePaths=/data\n"));
  EXPECT_THAT(calls_, ElementsAre("daemon-reload", "try-restart maxos-agents.service",
                                  "try-reload-or-restart maxos-grpc.service"));
}

TEST_F(RootsTest, TheRootsThatTheAdministratorHasSetStay) {
  root_.write("etc/maxos/maxos-grpc.d/50-local.toml", "[filesystem]\nroots = [\"/srv/maxos\"]\n");
  ASSERT_TRUE(add_root(machine_, "/data").ok());
  ASSERT_TRUE(add_root(machine_, "/var/www").ok());
  EXPECT_THAT(*file_roots(machine_), ElementsAre("/srv/maxos", "/data", "/var/www"));
  ASSERT_TRUE(remove_root(machine_, "/data").ok());
  EXPECT_THAT(*file_roots(machine_), ElementsAre("/srv/maxos", "/var/www"));
  EXPECT_THAT(text(kDropIn), HasSubstr("[Service]\nReadWritePaths=/var/www\n"));
  ASSERT_TRUE(remove_root(machine_, "/var/www").ok());
  EXPECT_THAT(*file_roots(machine_), ElementsAre("/srv/maxos"));
  EXPECT_FALSE(is_there(kFile));
  EXPECT_FALSE(is_there(kDropIn));
}

TEST_F(RootsTest, ARootThatTheConfigurationNeedsStays) {
  root_.write("etc/maxos/maxos-grpc.d/70-home.toml", "[filesystem]\nhome = \"/srv/maxos\"\n");
  ASSERT_TRUE(add_root(machine_, "/data").ok());
  root_.write("etc/maxos/maxos-grpc.d/70-home.toml", "[filesystem]\nhome = \"/data/home\"\n");
  EXPECT_THAT(base::message_of(remove_root(machine_, "/data").status()), HasSubstr("filesystem.home"));
  EXPECT_THAT(*file_roots(machine_), ElementsAre("/srv", "/data"));
  EXPECT_TRUE(is_there(kDropIn));
}

TEST_F(RootsTest, OnlyWhatWasAddedCanBeRemoved) {
  EXPECT_TRUE(absl::IsNotFound(remove_root(machine_, "/srv").status()));
  ASSERT_TRUE(add_root(machine_, "/data").ok());
  EXPECT_THAT(base::message_of(remove_root(machine_, "/srv").status()), HasSubstr("that were: /data"));
}

TEST_F(RootsTest, FoldersOfTheSystemAndOfUsersAreRefused) {
  for (const auto* path : {"/", "/etc", "/etc/maxos", "/usr/share", "/proc/self", "/var", "/var/lib",
                           "/run/maxos", "/var/lib/maxos-grpc/x", "/tmp"}) {
    directories_[path] = {path, 0};
    EXPECT_THAT(refused(path), HasSubstr("of the system")) << path;
  }
  for (const auto* path : {"/home", "/home/alice", "/root"}) {
    directories_[path] = {path, 0};
    EXPECT_THAT(refused(path), HasSubstr("maxosctl user enable")) << path;
  }
}

TEST_F(RootsTest, ALinkCountsAsWhatItLeadsTo) {
  directories_["/shortcut"] = {"/etc", 0};
  EXPECT_THAT(refused("/shortcut"), HasSubstr("of the system"));
}

TEST_F(RootsTest, WhatOverlapsWithARootIsRefused) {
  directories_["/srv/more"] = {"/srv/more", 0};
  EXPECT_THAT(refused("/srv/more"), HasSubstr("below the root /srv"));
  root_.write("etc/maxos/maxos-grpc.toml", "[filesystem]\nroots = [\"/srv\", \"/mnt/disk\"]\n");
  directories_["/mnt"] = {"/mnt", 0};
  EXPECT_THAT(refused("/mnt"), HasSubstr("above the root /mnt/disk"));
}

TEST_F(RootsTest, WhatIsNotThereOrHasOddCharactersIsRefused) {
  EXPECT_THAT(refused("/nowhere"), HasSubstr("is not there"));
  EXPECT_THAT(refused("data"), HasSubstr("absolute"));
  directories_["/data\n[Service]"] = {"/data\n[Service]", 0};
  EXPECT_THAT(refused("/data\n[Service]"), HasSubstr("unit file"));
}

TEST_F(RootsTest, ALaterFileThatOverrulesIsNamedAndNothingIsLeft) {
  root_.write("etc/maxos/maxos-grpc.d/90-last.toml", "[filesystem]\nroots = [\"/srv\"]\n");
  EXPECT_THAT(refused("/data"), HasSubstr("comes after 60-roots.toml"));
}

TEST_F(RootsTest, ABrokenConfigurationIsNamed) {
  root_.write("etc/maxos/maxos-grpc.toml", "[filesystem]\nroofs = 1\n");
  EXPECT_THAT(refused("/data"), HasSubstr("roofs"));
}

TEST_F(RootsTest, NeedsRoot) {
  machine_.uid = 1000;
  EXPECT_THAT(refused("/data"), HasSubstr("sudo maxosctl root add /data"));
  EXPECT_TRUE(absl::IsPermissionDenied(remove_root(machine_, "/data").status()));
}

}  // namespace
}  // namespace maxos::ctl
