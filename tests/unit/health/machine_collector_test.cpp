#include "health/machine_collector.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "fake_machine.h"

namespace maxos::health {
namespace {

using testing::FakeMachine;

class MachineCollectorTest : public ::testing::Test {
 protected:
  Snapshot collect() {
    Snapshot snapshot;
    collector_.collect(snapshot, std::chrono::steady_clock::now());
    return snapshot;
  }

  FakeMachine machine_;
  MachineCollector collector_{machine_.proc(), machine_.sys()};
};

TEST_F(MachineCollectorTest, TellsAllOfTheMachine) {
  const Snapshot snapshot = collect();
  EXPECT_EQ(snapshot.uptime_seconds, 1000.5);
  EXPECT_EQ(snapshot.boot_time, 1'700'000'000);
  EXPECT_EQ(snapshot.cpu.count, 2U);
  EXPECT_EQ(snapshot.cpu.used_percent, 10.0);
  ASSERT_TRUE(snapshot.load.has_value());
  EXPECT_EQ(snapshot.load->one, 0.5);
  ASSERT_TRUE(snapshot.memory.has_value());
  EXPECT_EQ(snapshot.memory->available, 768'000U * 1024);
  EXPECT_EQ(snapshot.pressure.cpu, 1.5);
  EXPECT_EQ(snapshot.pressure.memory, 2.5);
  EXPECT_EQ(snapshot.pressure.io, 0);
  EXPECT_EQ(snapshot.fds_used, 1'000U);
  EXPECT_EQ(snapshot.fds_max, 10'000U);
  EXPECT_EQ(snapshot.processes, 2U);
  ASSERT_EQ(snapshot.interfaces.size(), 1U);
  ASSERT_EQ(snapshot.block_devices.size(), 1U);
  EXPECT_EQ(snapshot.block_devices[0].name, "vda");
  ASSERT_EQ(snapshot.filesystems.size(), 1U);
  EXPECT_GT(snapshot.filesystems[0].total_bytes, 0U);
  ASSERT_EQ(snapshot.temperatures.size(), 1U);
  EXPECT_EQ(snapshot.temperatures[0].celsius, 45.5);
}

TEST_F(MachineCollectorTest, CpuUseIsOfTheTimeSinceTheSampleBefore) {
  collect();
  machine_.set_ticks(1'100, 9'100);
  EXPECT_EQ(collect().cpu.used_percent, 50.0);
  // Too little time to say anything new.
  machine_.set_ticks(1'105, 9'100);
  EXPECT_EQ(collect().cpu.used_percent, 50.0);
  machine_.set_ticks(1'200, 9'300);
  EXPECT_NEAR(*collect().cpu.used_percent, 100.0 / 3, 1e-9);
}

TEST_F(MachineCollectorTest, CountersThatGoBackwardsLeaveTheUseOutOnce) {
  collect();
  machine_.set_ticks(10, 90);
  EXPECT_FALSE(collect().cpu.used_percent.has_value());
  machine_.set_ticks(60, 140);
  EXPECT_EQ(collect().cpu.used_percent, 50.0);
}

TEST_F(MachineCollectorTest, EachMissingPartIsLeftOutAlone) {
  collect();
  for (const char* const name :
       {"stat", "uptime", "loadavg", "meminfo", "pressure", "sys", "self", "diskstats", "1", "42"}) {
    machine_.remove(std::string("proc/") + name);
  }
  machine_.remove("sys");
  const Snapshot snapshot = collect();
  EXPECT_FALSE(snapshot.uptime_seconds || snapshot.boot_time || snapshot.cpu.used_percent || snapshot.load ||
               snapshot.memory || snapshot.pressure.cpu || snapshot.pressure.memory || snapshot.pressure.io ||
               snapshot.fds_used || snapshot.fds_max || snapshot.processes);
  EXPECT_EQ(snapshot.cpu.count, 0U);
  EXPECT_TRUE(snapshot.filesystems.empty() && snapshot.interfaces.empty() && snapshot.block_devices.empty());
}

TEST_F(MachineCollectorTest, TornAndForeignTextFailsNothing) {
  for (const char* const text :
       {"", "\n", "garbage", "cpu \n", "MemTotal: kB\n", "\xff\xfe\n", ": : :\n", "0 0 0\n"}) {
    for (const char* const name : {"stat", "uptime", "loadavg", "meminfo", "pressure/cpu", "sys/fs/file-nr",
                                   "self/net/dev", "diskstats", "self/mountinfo"}) {
      machine_.write(std::string("proc/") + name, text);
    }
    machine_.write("sys/class/thermal/thermal_zone0/temp", text);
    const Snapshot snapshot = collect();
    EXPECT_FALSE(snapshot.memory.has_value());
    EXPECT_FALSE(snapshot.cpu.used_percent.has_value());
    EXPECT_TRUE(snapshot.filesystems.empty());
  }
}

TEST_F(MachineCollectorTest, WithoutSysAllBlockDevicesAreTold) {
  machine_.remove("sys");
  EXPECT_EQ(collect().block_devices.size(), 2U);
}

TEST_F(MachineCollectorTest, WhatIsMountedLaterIsSeen) {
  machine_.write("proc/self/mountinfo", "1 0 0:9 / /x rw - proc proc rw\n");
  EXPECT_TRUE(collect().filesystems.empty());
  machine_.write("proc/self/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n");
  EXPECT_EQ(collect().filesystems.size(), 1U);
}

TEST(MachineCollector, TellsTheTruthAboutThisMachine) {
  MachineCollector collector("/proc", "/sys");
  Snapshot snapshot;
  collector.collect(snapshot, std::chrono::steady_clock::now());
  ASSERT_TRUE(snapshot.memory.has_value());
  EXPECT_EQ(snapshot.memory->total, static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                                        static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)));
  EXPECT_EQ(snapshot.cpu.count, static_cast<std::uint32_t>(sysconf(_SC_NPROCESSORS_ONLN)));
  timespec up{};
  clock_gettime(CLOCK_BOOTTIME, &up);
  ASSERT_TRUE(snapshot.uptime_seconds.has_value());
  EXPECT_NEAR(*snapshot.uptime_seconds, static_cast<double>(up.tv_sec), 2.0);
  EXPECT_GE(snapshot.processes.value_or(0), 1U);
}

}  // namespace
}  // namespace maxos::health
