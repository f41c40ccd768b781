#include <sys/statvfs.h>

#include "agents/system/mounts.h"
#include "scene.h"

namespace maxos::agents {
namespace {

TEST(Mounts, AreParsedWithEscapesAndOptionalFields) {
  const auto mounts = parse_mounts(
      "22 27 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n"
      "27 1 254:0 / / ro,relatime shared:1 master:2 - ext4 /dev/vda rw\n"
      "30 27 8:1 / /mnt/my\\040disk rw - vfat /dev/sda1 ro\n"
      "nonsense\n31 27 x:y / /a rw - ext4 b rw\n");
  ASSERT_EQ(mounts.size(), 3U);
  EXPECT_EQ(mounts[1].id, 27U);
  EXPECT_EQ(mounts[1].major, 254U);
  EXPECT_EQ(mounts[1].source, "/dev/vda");
  // As a unit with ProtectSystem=strict sees it: its mount is read-only, the file system is not.
  EXPECT_FALSE(mounts[1].read_only);
  EXPECT_EQ(mounts[2].point, "/mnt/my disk");
  EXPECT_TRUE(mounts[2].read_only);
}

TEST(Mounts, RealOnesComeOnce) {
  const auto real =
      real_mounts(parse_mounts("1 0 0:20 / /proc rw - proc proc rw\n"
                               "2 0 254:0 /srv /srv/bind rw - ext4 /dev/vda rw\n"
                               "3 0 254:0 / / rw - ext4 /dev/vda rw\n"
                               "4 0 0:30 / /net rw - nfs4 host:/x rw\n"));
  ASSERT_EQ(real.size(), 2U);
  EXPECT_EQ(real[0].point, "/");
  EXPECT_TRUE(is_network(real[1].type));
}

TEST(Mounts, AFileSystemIsNamedByWhereItsOwnTopIs) {
  const auto real =
      real_mounts(parse_mounts("1 0 0:40 /pod/root / rw - overlay overlay rw\n"
                               "2 1 0:40 / /var/lib/pods rw - overlay overlay rw\n"
                               "3 1 0:41 /file /f rw - tmpfs none rw\n"
                               "4 1 0:41 / /mnt/long rw - tmpfs none rw\n"
                               "5 1 0:41 / /mnt/longer rw - tmpfs none rw\n"));
  ASSERT_EQ(real.size(), 2U);
  EXPECT_EQ(real[0].point, "/");
  EXPECT_EQ(real[1].point, "/mnt/long");
}

TEST(Mounts, WhatAnswersLaterOrNeverIsKnownByItsType) {
  for (const std::string_view type : {"nfs4", "fuse", "fuseblk", "fuse.mergerfs", "virtiofs"})
    EXPECT_TRUE(is_network(type)) << type;
  for (const std::string_view type : {"ext4", "tmpfs", "overlay"}) EXPECT_FALSE(is_network(type)) << type;
}

TEST(Mounts, WhatAnotherMountHidesIsLeftOut) {
  const auto real =
      real_mounts(parse_mounts("1 0 254:0 / / rw - ext4 /dev/vda rw\n"
                               "2 1 0:30 / /srv rw - tmpfs below rw\n"
                               "3 1 0:31 / /media rw - tmpfs hidden rw\n"
                               "4 2 0:32 / /srv rw - tmpfs above rw\n"
                               "5 3 0:5 / /media rw - proc proc rw\n"));
  ASSERT_EQ(real.size(), 2U);
  EXPECT_EQ(real[0].point, "/");
  EXPECT_EQ(real[1].source, "above");
}

TEST(Disk, OfAPathIsItsFileSystem) {
  const TempTree tree;
  struct statvfs expected {};
  ASSERT_EQ(::statvfs(tree.path().c_str(), &expected), 0);
  const auto outcome = Bench(HandlerEnvironment()).run("system.disk", {{"path", tree.path()}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_EQ(value(*outcome, "total_bytes"), std::to_string(expected.f_blocks * expected.f_frsize));
  EXPECT_NE(value(*outcome, "source"), "unknown");
  EXPECT_NE(outcome->message.find("% used"), std::string::npos) << outcome->message;
  EXPECT_TRUE(value(*outcome, "filesystems").starts_with("[{\"mount_point\":"));
}

TEST(Disk, WhoeverAsksForInodesIsToldOfThem) {
  const TempTree tree;
  struct statvfs expected {};
  ASSERT_EQ(::statvfs(tree.path().c_str(), &expected), 0);
  const Bench bench{HandlerEnvironment()};
  const auto outcome = bench.run("system.disk", {{"path", tree.path()}}, {{"about", "inodes"}});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  const std::string words = expected.f_files == 0
                                ? "has no fixed number of inodes"
                                : " of " + std::to_string(expected.f_files) + " inodes free, ";
  EXPECT_NE(outcome->message.find(words), std::string::npos) << outcome->message;
  EXPECT_EQ(outcome->message.find("available"), std::string::npos) << outcome->message;
  const auto all = bench.run("system.disk", {}, {{"about", "inodes"}});
  EXPECT_NE(all->message.find(" inodes"), std::string::npos) << all->message;
  EXPECT_EQ(bench.run("system.disk", {})->message.find("no fixed number"), std::string::npos);
}

TEST(Disk, OfAllHasTheRoot) {
  const auto outcome = Bench(HandlerEnvironment()).run("system.disk", {});
  ASSERT_TRUE(outcome.ok()) << outcome.status();
  EXPECT_NE(value(*outcome, "filesystems").find("\"mount_point\":\"/\""), std::string::npos);
}

TEST(Disk, WhatDoesNotExistIsNotFound) {
  const Bench bench{HandlerEnvironment()};
  EXPECT_EQ(bench.run("system.disk", {{"path", "/no/such/place"}}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(bench.run("system.disk", {{"path", "relative"}}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(bench.run("system.disk", {{"path", "/proc"}}).status().code(), absl::StatusCode::kUnavailable);
}

TEST(Disk, WithoutAMountTableSaysSo) {
  const TempTree tree;
  HandlerEnvironment environment;
  environment.proc_root = tree.path();
  const Bench bench(environment);
  EXPECT_EQ(bench.run("system.disk", {}).status().code(), absl::StatusCode::kUnavailable);
  // One path needs no table but for the name of its source.
  EXPECT_TRUE(bench.run("system.disk", {{"path", "/"}}).ok());
}

}  // namespace
}  // namespace maxos::agents
