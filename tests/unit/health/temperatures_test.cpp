#include "health/temperatures.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "temp_dir.h"

namespace maxos::health {
namespace {

using Steady = std::chrono::steady_clock;

TEST(Temperatures, ZonesAndChipsAreReadByTheirLabels) {
  testing::TempDir sys;
  sys.write("class/thermal/thermal_zone0/type", "acpitz\n");
  sys.write("class/thermal/thermal_zone0/temp", "27800\n");
  sys.write("class/hwmon/hwmon1/name", "coretemp\n");
  sys.write("class/hwmon/hwmon1/temp1_input", "51000\n");
  sys.write("class/hwmon/hwmon1/temp1_label", "Package id 0\n");
  sys.write("class/hwmon/hwmon1/temp2_input", "-3500\n");
  Temperatures temperatures(sys.path());
  const auto& readings = temperatures.read(Steady::now());
  ASSERT_EQ(readings.size(), 3U);
  EXPECT_EQ(readings[0].zone, "acpitz");
  EXPECT_DOUBLE_EQ(readings[0].celsius, 27.8);
  EXPECT_EQ(readings[1].zone, "coretemp Package id 0");
  EXPECT_EQ(readings[2].zone, "coretemp temp2");
  EXPECT_DOUBLE_EQ(readings[2].celsius, -3.5);
}

TEST(Temperatures, WhatMakesNoSenseIsLeftOut) {
  testing::TempDir sys;
  for (const auto& [zone, text] :
       {std::pair{"0", "-274000\n"}, {"1", "999000\n"}, {"2", "hot\n"}, {"3", "450"}, {"4", ""}}) {
    sys.write(std::string("class/thermal/thermal_zone") + zone + "/temp", text);
  }
  sys.mkdir("class/thermal/thermal_zone9");
  Temperatures temperatures(sys.path());
  EXPECT_TRUE(temperatures.read(Steady::now()).empty());
}

TEST(Temperatures, AZoneThatIsMirroredAsAChipIsReadOnce) {
  testing::TempDir sys;
  sys.write("class/thermal/thermal_zone0/temp", "30000\n");
  sys.write("devices/virtual/thermal/thermal_zone0/hwmon0/temp1_input", "30000\n");
  sys.mkdir("class/hwmon");
  std::filesystem::create_directory_symlink("../../devices/virtual/thermal/thermal_zone0/hwmon0",
                                            sys / "class/hwmon/hwmon0");
  Temperatures temperatures(sys.path());
  EXPECT_EQ(temperatures.read(Steady::now()).size(), 1U);
}

TEST(Temperatures, RestAfterAReadingAndThenReadAgain) {
  testing::TempDir sys;
  sys.write("class/thermal/thermal_zone0/temp", "30000\n");
  Temperatures temperatures(sys.path());
  const auto now = Steady::now();
  EXPECT_EQ(temperatures.read(now).front().celsius, 30);
  sys.write("class/thermal/thermal_zone0/temp", "31000\n");
  EXPECT_EQ(temperatures.read(now).front().celsius, 30);
  EXPECT_EQ(temperatures.read(now + std::chrono::hours(1)).front().celsius, 31);
}

TEST(Temperatures, SensorsThatComeLaterAreFound) {
  testing::TempDir sys;
  Temperatures temperatures(sys.path());
  const auto now = Steady::now();
  EXPECT_TRUE(temperatures.read(now).empty());
  sys.write("class/thermal/thermal_zone0/temp", "30000\n");
  EXPECT_EQ(temperatures.read(now + std::chrono::minutes(2)).size(), 1U);
}

}  // namespace
}  // namespace maxos::health
