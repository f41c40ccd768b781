#include "health/metrics.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

namespace maxos::health {
namespace {

Snapshot full() {
  Snapshot snapshot;
  snapshot.taken_wall = std::chrono::system_clock::time_point(std::chrono::seconds(1'700'001'000));
  snapshot.uptime_seconds = 1000.5;
  snapshot.boot_time = 1'700'000'000;
  snapshot.cpu = {12.345, 2};
  snapshot.load = Load{0.5, 0.25, 0};
  snapshot.memory = Memory{1000, 250, 200, 150};
  snapshot.pressure = {1.0, 0.0, std::nullopt};
  Filesystem root;
  root.mount_point = "/";
  root.total_bytes = 100;
  root.used_percent = 50;
  root.inodes_used_percent = 1.5;
  Filesystem data = root;
  data.mount_point = "/srv/My Data-1";
  data.inodes_used_percent.reset();
  Filesystem twin = root;
  twin.mount_point = "/srv/my_data 1";
  snapshot.filesystems = {root, data, twin};
  snapshot.block_devices = {{"nvme0n1", 1, 2}};
  snapshot.interfaces = {{"wlan0.1", 1, 2, 3, 4}};
  snapshot.temperatures = {{"Package id 0", 45.5}, {"°°", 1}};
  snapshot.processes = 7;
  snapshot.fds_used = 10;
  snapshot.fds_max = 100;
  snapshot.bus.reachable = true;
  snapshot.bus.systemd_state = "degraded";
  snapshot.bus.failed_units = {{"a\"b.service"}};
  snapshot.bus.watched_units = {{"x.service", "active"}};
  snapshot.bus.sessions = 2;
  snapshot.bus.ntp_synchronized = true;
  snapshot.redis_up = true;
  snapshot.level = Level::warning;
  snapshot.reasons = {{Level::warning, "1 failed unit", "1 failed unit"}};
  return snapshot;
}

std::map<std::string, std::string> as_map(const Snapshot& snapshot) {
  std::map<std::string, std::string> out;
  for (auto& [key, value] : metrics(snapshot)) EXPECT_TRUE(out.emplace(key, value).second) << key << " twice";
  return out;
}

TEST(Metrics, ValuesAreInPlainForm) {
  const auto all = as_map(full());
  EXPECT_EQ(all.at("uptime_seconds"), "1000.5");
  EXPECT_EQ(all.at("boot_time_seconds"), "1700000000");
  EXPECT_EQ(all.at("sample_time_seconds"), "1700001000");
  EXPECT_EQ(all.at("cpu_used_percent"), "12.35");
  EXPECT_EQ(all.at("memory_available_bytes"), "250");
  EXPECT_EQ(all.at("memory_used_percent"), "75");
  EXPECT_EQ(all.at("swap_used_percent"), "25");
  EXPECT_EQ(all.at("load_15m"), "0");
  EXPECT_EQ(all.at("disk_root_used_percent"), "50");
  EXPECT_EQ(all.at("systemd_failed_units"), "1");
  EXPECT_EQ(all.at("systemd_failed_unit_names"), R"(["a\"b.service"])");
  EXPECT_EQ(all.at("watched_units"), R"({"x.service":"active"})");
  EXPECT_EQ(all.at("ntp_synchronized"), "true");
  EXPECT_EQ(all.at("redis"), "up");
  EXPECT_EQ(all.at("dbus"), "up");
  EXPECT_EQ(all.at("level"), "warning");
  EXPECT_EQ(all.at("reasons"), R"(["1 failed unit"])");
}

TEST(Metrics, KeysAreSnakeCaseAndTellTwinsApart) {
  const auto all = as_map(full());
  for (const auto& [key, value] : all)
    EXPECT_TRUE(std::regex_match(key, std::regex("[a-z][a-z0-9_]*"))) << key;
  EXPECT_EQ(all.at("disk_srv_my_data_1_mount_point"), "/srv/My Data-1");
  EXPECT_EQ(all.at("disk_srv_my_data_1_2_mount_point"), "/srv/my_data 1");
  EXPECT_EQ(all.count("disk_srv_my_data_1_inodes_used_percent"), 0U);
  EXPECT_EQ(all.at("network_wlan0_1_received_bytes"), "1");
  EXPECT_EQ(all.at("temperature_package_id_0_celsius"), "45.5");
  EXPECT_EQ(all.at("temperature_unnamed_celsius"), "1");
}

TEST(Metrics, WhatTheMachineDidNotSayIsLeftOut) {
  const auto all = as_map(Snapshot());
  std::set<std::string> keys;
  for (const auto& [key, value] : all) keys.insert(key);
  EXPECT_EQ(keys, (std::set<std::string>{"sample_time_seconds", "dbus", "redis", "level", "reasons"}));
  EXPECT_EQ(all.at("dbus"), "down");
  EXPECT_EQ(all.at("redis"), "down");
  EXPECT_EQ(all.at("reasons"), "[]");
}

TEST(Metrics, WithoutSwapThereIsNoShareOfIt) {
  Snapshot snapshot;
  snapshot.memory = Memory{100, 50, 0, 0};
  EXPECT_EQ(as_map(snapshot).count("swap_used_percent"), 0U);
}

TEST(Metrics, RedisIsUpDownOrDisabled) {
  Snapshot snapshot;
  snapshot.redis_detail = "refused";
  EXPECT_EQ(as_map(snapshot).at("redis_detail"), "refused");
  snapshot.redis_enabled = false;
  EXPECT_EQ(as_map(snapshot).at("redis"), "disabled");
  EXPECT_EQ(as_map(snapshot).count("redis_detail"), 0U);
}

}  // namespace
}  // namespace maxos::health
