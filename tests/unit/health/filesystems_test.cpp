#include "health/filesystems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/statvfs.h>

#include <string>

#include "temp_dir.h"

namespace maxos::health {
namespace {

std::vector<std::string> selected(std::string_view mountinfo) {
  std::vector<std::string> out;
  for (const Mount& mount : select_mounts(mountinfo)) out.push_back(mount.mount_point);
  return out;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SelectMounts, LeavesOutWhatIsNoStorage) {
  EXPECT_THAT(selected("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
                       "2 1 0:4 / /proc rw - proc proc rw\n"
                       "3 1 0:5 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n"
                       "4 1 0:6 / /dev rw - devtmpfs udev rw\n"
                       "5 1 0:7 / /snap/x rw - squashfs /dev/loop0 ro\n"
                       "6 1 0:8 / /run/user/1000 rw - tmpfs tmpfs rw\n"
                       "7 1 0:9 / /var/lib/containers/x/merged rw - overlay overlay rw\n"
                       "8 1 0:10 / /mnt/auto rw - autofs systemd-1 rw\n"
                       "9 1 0:11 / /run rw - tmpfs tmpfs rw\n"
                       "10 1 8:2 / /home rw - xfs /dev/sda2 rw\n"),
              ElementsAre("/", "/home", "/run"));
}

TEST(SelectMounts, NeverAsksANetwork) {
  EXPECT_THAT(selected("1 0 0:40 / /a rw - nfs4 server:/a rw\n2 0 0:41 / /b rw - cifs //s/b rw\n"
                       "3 0 0:42 / /c rw - 9p c rw\n4 0 0:43 / /d rw - fuse.sshfs s: rw\n5 0 0:44 / /e rw - "
                       "fuseblk /dev/sdb rw\n"),
              IsEmpty());
}

TEST(SelectMounts, TheRootIsAlwaysIn) {
  EXPECT_THAT(selected("1 0 0:40 / / rw - overlay overlay rw\n"), ElementsAre("/"));
}

TEST(SelectMounts, ADeviceIsCountedOnce) {
  // As a sandboxed service sees it: its own directory bound on top of a file system that it sees read-only.
  const auto mounts = select_mounts(
      "1 0 8:1 /var/lib/x /var/lib/x rw - ext4 /dev/sda1 rw\n2 0 8:1 / / ro - ext4 /dev/sda1 rw\n"
      "3 0 8:2 /sub /a rw - ext4 /dev/sda2 rw\n4 0 8:2 / /longer/name rw - ext4 /dev/sda2 ro,noload\n");
  ASSERT_EQ(mounts.size(), 2U);
  EXPECT_EQ(mounts[0].mount_point, "/");
  EXPECT_FALSE(mounts[0].read_only);
  EXPECT_EQ(mounts[1].mount_point, "/longer/name");
  EXPECT_TRUE(mounts[1].read_only);
}

TEST(SelectMounts, InAContainerTheRootIsADirectoryOfItsDevice) {
  EXPECT_THAT(
      selected("1 0 8:1 / /host rw - ext4 /dev/sda1 rw\n2 0 8:1 /machines/a / rw - ext4 /dev/sda1 rw\n"),
      ElementsAre("/"));
}

TEST(SelectMounts, AMountThatLiesOnTopHidesTheOneBelow) {
  EXPECT_THAT(selected("1 0 8:1 / /a rw - ext4 /dev/sda1 rw\n2 0 0:50 / /a rw - nfs s:/a rw\n"), IsEmpty());
}

TEST(SelectMounts, NamesAreUnescaped) {
  EXPECT_THAT(selected("1 0 8:1 / /with\\040blank\\011tab\\134 rw shared:1 master:2 - ext4 /dev/sda1 rw\n"),
              ElementsAre("/with blank\ttab\\"));
}

TEST(SelectMounts, GarbageAndTornLinesAreNoMounts) {
  EXPECT_THAT(selected("garbage\n\n1 0 8:1 / /a rw\n1 0 8:1 / relative rw - ext4 /dev/sda1 rw\n1 0 8:1 / "
                       "/torn rw - ext4 /dev/sda1 r"),
              IsEmpty());
}

TEST(SelectMounts, HasABound) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) {
    text += "1 0 8:" + std::to_string(i) + " / /m" + std::to_string(i) + " rw - ext4 /dev/sda1 rw\n";
  }
  EXPECT_EQ(select_mounts(text).size(), 64U);
}

TEST(Measure, SaysWhatStatvfsSays) {
  const testing::TempDir dir;
  Filesystem filesystem;
  ASSERT_TRUE(measure({dir.path(), "/dev/x", "ext4", true}, filesystem));
  struct statvfs use {};
  ASSERT_EQ(statvfs(dir.path().c_str(), &use), 0);
  EXPECT_EQ(filesystem.total_bytes, use.f_blocks * use.f_frsize);
  EXPECT_EQ(filesystem.mount_point, dir.path());
  EXPECT_TRUE(filesystem.read_only);
  EXPECT_GE(filesystem.used_percent, 0);
  EXPECT_LE(filesystem.used_percent, 100);
}

TEST(Measure, WhatIsNotThereOrHasNoBlocksSaysNothing) {
  Filesystem filesystem;
  EXPECT_FALSE(measure({"/nonexistent", "", "", false}, filesystem));
  EXPECT_FALSE(measure({"/proc", "", "", false}, filesystem));
}

}  // namespace
}  // namespace maxos::health
