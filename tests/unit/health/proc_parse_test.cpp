#include "health/proc_parse.h"

#include <gtest/gtest.h>

#include <string>

namespace maxos::health {
namespace {

TEST(ParseStat, CountsBusyTimeCpusAndBootTime) {
  const ProcStat stat =
      parse_stat("cpu  10 20 30 400 50 6 7 8 9 1\ncpu0 1 1 1 1\ncpu1 1 1 1 1\nbtime 1700000000\n");
  ASSERT_TRUE(stat.ticks.has_value());
  EXPECT_EQ(stat.ticks->busy, 10U + 20 + 30 + 6 + 7 + 8);
  EXPECT_EQ(stat.ticks->total, stat.ticks->busy + 400 + 50);
  EXPECT_EQ(stat.cpus, 2U);
  EXPECT_EQ(stat.boot_time, 1'700'000'000);
}

TEST(ParseStat, TornTextGivesNothingMadeUp) {
  EXPECT_FALSE(parse_stat("cpu  10 20 3").ticks.has_value());
  EXPECT_FALSE(parse_stat("cpu  10 20\n").ticks.has_value());
  EXPECT_FALSE(parse_stat("cpu  a b c d\n").ticks.has_value());
  EXPECT_FALSE(parse_stat("").ticks.has_value());
  EXPECT_FALSE(parse_stat("cpu 1 2 3 4\nbtime 17000").boot_time.has_value());
}

TEST(UsedPercent, IsOfTheTimeBetween) {
  EXPECT_EQ(used_percent({10, 100}, {20, 120}), 50.0);
  EXPECT_EQ(used_percent({}, {1, 4}), 25.0);
}

TEST(UsedPercent, CountersThatStandStillOrGoBackwardsSayNothing) {
  EXPECT_FALSE(used_percent({10, 100}, {10, 100}).has_value());
  EXPECT_FALSE(used_percent({10, 100}, {9, 200}).has_value());
  EXPECT_FALSE(used_percent({10, 100}, {11, 90}).has_value());
  EXPECT_FALSE(used_percent({10, 100}, {30, 110}).has_value());
  EXPECT_FALSE(used_percent({}, {}).has_value());
}

TEST(ParseMeminfo, TakesKibibytes) {
  const auto memory = parse_meminfo(
      "MemTotal: 100 kB\nMemFree: 1 kB\nMemAvailable: 40 kB\nSwapTotal: 10 kB\nSwapFree: 4 kB\n");
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->total, 102'400U);
  EXPECT_EQ(memory->available, 40'960U);
  EXPECT_EQ(memory->swap_total, 10'240U);
  EXPECT_EQ(memory->swap_free, 4'096U);
}

TEST(ParseMeminfo, NonsenseIsNoMemory) {
  EXPECT_FALSE(parse_meminfo("MemTotal: 100 kB\nMemAvail").has_value());
  EXPECT_FALSE(parse_meminfo("MemTotal: 100 kB\nMemAvailable: 4").has_value());
  EXPECT_FALSE(parse_meminfo("MemTotal: 0 kB\nMemAvailable: 0 kB\n").has_value());
  EXPECT_FALSE(parse_meminfo("MemTotal: 100 kB\nMemAvailable: 101 kB\n").has_value());
  EXPECT_FALSE(parse_meminfo("MemTotal: 100 MB\nMemAvailable: 10 MB\n").has_value());
  EXPECT_FALSE(parse_meminfo("MemTotal: 18446744073709551615 kB\nMemAvailable: 10 kB\n").has_value());
  EXPECT_FALSE(parse_meminfo("garbage\n\n\0\n").has_value());
}

TEST(ParseMeminfo, SwapThatIsNotToldIsNone) {
  const auto memory = parse_meminfo("MemTotal: 100 kB\nMemAvailable: 40 kB\nSwapTotal: 10 kB\n");
  ASSERT_TRUE(memory.has_value());
  EXPECT_EQ(memory->swap_total - memory->swap_free, 0U);
}

TEST(ParseSmallFiles, AreWholeOrNothing) {
  EXPECT_EQ(parse_uptime("12.5 100.0\n"), 12.5);
  EXPECT_FALSE(parse_uptime("12.5 10").has_value());
  EXPECT_FALSE(parse_uptime("-1 1\n").has_value());
  ASSERT_TRUE(parse_loadavg("0.10 0.20 0.30 1/2 3\n").has_value());
  EXPECT_EQ(parse_loadavg("0.10 0.20 0.30 1/2 3\n")->fifteen, 0.3);
  EXPECT_FALSE(parse_loadavg("0.10 0.20\n").has_value());
  EXPECT_EQ(parse_pressure("some avg10=3.25 avg60=0.00\nfull avg10=9.00\n"), 3.25);
  EXPECT_FALSE(parse_pressure("full avg10=9.00\n").has_value());
  EXPECT_FALSE(parse_pressure("some avg10=250.0 a\n").has_value());
  EXPECT_EQ(parse_file_nr("100\t10\t1000\n")->used, 90U);
  EXPECT_FALSE(parse_file_nr("1\t10\t1000\n").has_value());
  EXPECT_FALSE(parse_file_nr("100\t10\t10").has_value());
}

TEST(ParseNetDev, TakesAllButLoopback) {
  const auto all = parse_net_dev(
      "Inter-| Receive | Transmit\n face |bytes |bytes\n"
      "    lo: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n"
      "  eth0:5 1 1 2 1 1 1 1 9 1 3 4 1 1 1 1\n"
      "torn0: 5 1 1\n"
      " wlan0.1: 7 1 1 2 1 1 1 1 8 1 3 4 1 1 1 1\n"
      "eth9: 5 1 1 2 1 1 1 1 9 1 3");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, "eth0");
  EXPECT_EQ(all[0].received_bytes, 5U);
  EXPECT_EQ(all[0].sent_bytes, 9U);
  EXPECT_EQ(all[0].errors, 4U);
  EXPECT_EQ(all[0].dropped, 6U);
  EXPECT_EQ(all[1].name, "wlan0.1");
}

TEST(ParseNetDev, HasABound) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "if" + std::to_string(i) + ": 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n";
  EXPECT_EQ(parse_net_dev(text).size(), kMaxListed);
}

TEST(ParseDiskstats, CountsSectorsOf512BytesAndLeavesOutTheUnused) {
  const auto all = parse_diskstats(
      " 7 0 loop0 1 1 1 1 1 1 1 1\n 1 0 ram0 1 1 1 1 1 1 1 1\n 8 0 sda 1 1 4 1 1 1 2 1\n 8 16 sdb 0 0 0 0 0 "
      "0 0 0\n"
      " 8 32 sdc 1 1\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].name, "sda");
  EXPECT_EQ(all[0].read_bytes, 2'048U);
  EXPECT_EQ(all[0].written_bytes, 1'024U);
}

}  // namespace
}  // namespace maxos::health
