#include "health/assess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace maxos::health {
namespace {

using ::testing::HasSubstr;

// A machine without anything to complain about.
Snapshot good() {
  Snapshot snapshot;
  snapshot.uptime_seconds = 1000;
  snapshot.cpu = {10.0, 2};
  snapshot.load = Load{0.5, 0.4, 0.3};
  snapshot.memory = Memory{1000, 500, 1000, 900};
  Filesystem root;
  root.mount_point = "/";
  root.total_bytes = root.available_bytes = 100;
  root.used_percent = 10;
  root.inodes_used_percent = 10;
  snapshot.filesystems = {root};
  snapshot.bus.reachable = true;
  snapshot.bus.systemd_state = "running";
  snapshot.bus.failed_units.emplace();
  snapshot.redis_up = true;
  return snapshot;
}

// The only reason there is.
std::string only_reason(Snapshot snapshot, Level level = Level::warning, const config::Health& limits = {},
                        const std::vector<std::string>& faults = {}) {
  assess(snapshot, limits, faults);
  EXPECT_EQ(snapshot.level, level);
  EXPECT_EQ(snapshot.healthy, level != Level::critical);
  EXPECT_EQ(snapshot.reasons.size(), 1U);
  return snapshot.reasons.empty() ? "" : snapshot.reasons.front().text;
}

TEST(Assess, AGoodMachineHasNoReasons) {
  Snapshot snapshot = good();
  assess(snapshot, {}, {});
  EXPECT_TRUE(snapshot.reasons.empty());
  EXPECT_EQ(snapshot.level, Level::ok);
  EXPECT_TRUE(snapshot.healthy && snapshot.service_able);
}

TEST(Assess, AValueAtItsLimitReachesIt) {
  EXPECT_EQ(level_of(89.9, {90, 98}), Level::ok);
  EXPECT_EQ(level_of(90, {90, 98}), Level::warning);
  EXPECT_EQ(level_of(98, {90, 98}), Level::critical);
  EXPECT_EQ(level_of(100, {0, 0}), Level::ok);
  EXPECT_EQ(level_of(100, {90, 0}), Level::warning);
  EXPECT_EQ(level_of(100, {0, 98}), Level::critical);
}

TEST(Assess, AFullDiskSaysHowFullAndWhatToDo) {
  Snapshot snapshot = good();
  snapshot.filesystems[0].used_percent = 98.25;
  snapshot.filesystems[0].available_bytes = 3 << 20;
  snapshot.filesystems[0].total_bytes = 1 << 30;
  const std::string reason = only_reason(snapshot, Level::critical);
  EXPECT_THAT(reason, HasSubstr("/ is 98.2% full: 3 MiB of 1 GiB free (critical from 98%)"));
  EXPECT_THAT(reason, HasSubstr("du -xh"));
}

TEST(Assess, AFullDiskThatCannotBeWrittenIsNoReason) {
  Snapshot snapshot = good();
  snapshot.filesystems[0].used_percent = 100;
  snapshot.filesystems[0].read_only = true;
  assess(snapshot, {}, {});
  EXPECT_TRUE(snapshot.healthy && snapshot.reasons.empty());
}

TEST(Assess, EachMeasureHasItsReason) {
  Snapshot snapshot = good();
  snapshot.filesystems[0].inodes_used_percent = 95;
  EXPECT_THAT(only_reason(snapshot), HasSubstr("95% of its inodes"));
  snapshot = good();
  snapshot.memory->available = 50;
  EXPECT_THAT(only_reason(snapshot),
              HasSubstr("Memory is 95% used: 50 B of 1000 B available (warning from 90%)"));
  snapshot = good();
  snapshot.memory->swap_free = 0;
  EXPECT_THAT(only_reason(snapshot), HasSubstr("Swap is 100% used"));
  snapshot = good();
  snapshot.pressure.memory = 61;
  EXPECT_THAT(only_reason(snapshot, Level::critical),
              HasSubstr("waited for memory in 61% of the last 10 seconds"));
  snapshot = good();
  snapshot.cpu.used_percent = 95;
  EXPECT_THAT(only_reason(snapshot), HasSubstr("The CPU was 95% busy"));
  snapshot = good();
  snapshot.load->one = 9;
  EXPECT_THAT(only_reason(snapshot),
              HasSubstr("The load is 9 over the last minute on 2 CPUs, 4.5 each (warning from 4)"));
  snapshot = good();
  snapshot.temperatures = {{"cpu", 96}};
  EXPECT_THAT(only_reason(snapshot, Level::critical),
              HasSubstr("Sensor cpu measures 96 °C (critical from 95 °C)"));
  snapshot = good();
  snapshot.fds_used = 85;
  snapshot.fds_max = 100;
  EXPECT_THAT(only_reason(snapshot), HasSubstr("85% of the machine's file handles are open: 85 of 100"));
}

TEST(Assess, ThresholdsComeFromTheConfiguration) {
  config::Health limits;
  limits.cpu_percent = {5, 9};
  EXPECT_THAT(only_reason(good(), Level::critical, limits), HasSubstr("critical from 9%"));
}

TEST(Assess, FailedUnitsAreNamed) {
  Snapshot snapshot = good();
  snapshot.bus.failed_units = {{"foo.service"}};
  EXPECT_EQ(only_reason(snapshot), "1 failed unit: foo.service (see `systemctl status foo.service`)");
  snapshot.bus.failed_units = {{"a", "b", "c", "d", "e", "f", "g"}};
  EXPECT_EQ(only_reason(snapshot), "7 failed units: a, b, c, d, e and 2 more (see `systemctl --failed`)");
}

TEST(Assess, WatchedUnitsAreToldOnce) {
  Snapshot snapshot = good();
  snapshot.bus.watched_units = {{"a.service", "active"}, {"b.service", "inactive"}};
  EXPECT_EQ(only_reason(snapshot), "Watched unit b.service is inactive (see `systemctl status b.service`)");
  snapshot.bus.watched_units = {{"b.service", "not-found"}};
  EXPECT_THAT(only_reason(snapshot), HasSubstr("Watched unit b.service does not exist"));
  snapshot.bus.watched_units = {{"b.service", "failed"}};
  snapshot.bus.failed_units = {{"b.service"}};
  EXPECT_THAT(only_reason(snapshot), HasSubstr("1 failed unit: b.service"));
}

TEST(Assess, NamesFromOutsideCannotForgeLines) {
  Snapshot snapshot = good();
  snapshot.bus.failed_units = {{"x\n\x1b[31m.service"}};
  EXPECT_THAT(only_reason(snapshot), HasSubstr("x\\n\\x1b[31m.service"));
}

TEST(Assess, NamesInCommandsAreSafeToPaste) {
  Snapshot snapshot = good();
  snapshot.filesystems[0].used_percent = 95;
  snapshot.filesystems[0].mount_point = "/mnt/it's $(rm)";
  EXPECT_THAT(only_reason(snapshot), HasSubstr("--max-depth=2 '/mnt/it'\\''s $(rm)' |"));
  snapshot = good();
  snapshot.bus.failed_units = {{"-.mount"}};
  EXPECT_THAT(only_reason(snapshot), HasSubstr("`systemctl status -- -.mount`"));
}

TEST(Assess, ABusThatIsGoneIsAWarningThatSaysWhy) {
  Snapshot snapshot = good();
  snapshot.bus = {};
  snapshot.bus.detail = "cannot connect to D-Bus at unix:path=/x: No such file or directory";
  const std::string reason = only_reason(snapshot);
  EXPECT_THAT(reason, HasSubstr("unix:path=/x: No such file or directory"));
  EXPECT_THAT(reason, HasSubstr("systemctl status dbus"));
}

TEST(Assess, RedisDownIsAWarningUnlessItIsSwitchedOff) {
  Snapshot snapshot = good();
  snapshot.redis_up = false;
  snapshot.redis_detail = "connection refused";
  EXPECT_THAT(only_reason(snapshot), HasSubstr("Redis is down: connection refused"));
  snapshot.redis_enabled = false;
  assess(snapshot, {}, {});
  EXPECT_TRUE(snapshot.reasons.empty());
}

TEST(Assess, MissingPartsOfProcAreNamedInOneSentence) {
  Snapshot snapshot = good();
  snapshot.memory.reset();
  snapshot.load.reset();
  EXPECT_THAT(only_reason(snapshot), HasSubstr("/proc/meminfo, /proc/loadavg are missing or unreadable"));
}

TEST(Assess, AReadingWithoutAShareOfCpuIsNoMissingPart) {
  Snapshot snapshot = good();
  snapshot.cpu.used_percent.reset();
  assess(snapshot, {}, {});
  EXPECT_TRUE(snapshot.reasons.empty());
}

TEST(Assess, AFaultMakesTheServiceUnable) {
  Snapshot snapshot = good();
  assess(snapshot, {}, {"the state directory cannot be written"});
  EXPECT_FALSE(snapshot.service_able);
  EXPECT_FALSE(snapshot.healthy);
  EXPECT_EQ(snapshot.level, Level::critical);
  EXPECT_EQ(snapshot.reasons.front().text, "the state directory cannot be written");
}

TEST(Assess, TheWorstComesFirst) {
  Snapshot snapshot = good();
  snapshot.redis_up = false;
  snapshot.cpu.used_percent = 99;
  snapshot.memory->available = 0;
  snapshot.bus.failed_units = {{"a.service"}};
  assess(snapshot, {}, {});
  ASSERT_EQ(snapshot.reasons.size(), 4U);
  EXPECT_EQ(snapshot.reasons[0].level, Level::critical);
  EXPECT_TRUE(std::is_sorted(snapshot.reasons.begin(), snapshot.reasons.end(),
                             [](const Reason& a, const Reason& b) { return a.level > b.level; }));
}

}  // namespace
}  // namespace maxos::health
