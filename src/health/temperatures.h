// Temperature sensors below /sys/class/thermal and /sys/class/hwmon.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "health/snapshot.h"

namespace maxos::health {

// One thread at a time.
class Temperatures {
 public:
  using Steady = std::chrono::steady_clock;

  explicit Temperatures(std::string sys_root) : sys_root_(std::move(sys_root)) {}

  // The readings, at most 64, in the order of their sensors; those that make no sense (below -60, above 250
  // °C: nothing connected) are left out. Sensors are looked for once a minute. Reading one may take
  // milliseconds (ACPI, I2C), so the last readings are given again until twenty times what they took has
  // passed.
  const std::vector<Temperature>& read(Steady::time_point now);

 private:
  struct Sensor {
    std::string path;
    std::string label;
  };

  void find_sensors();

  std::string sys_root_;
  std::vector<Sensor> sensors_;
  std::vector<Temperature> readings_;
  Steady::time_point find_again_{};
  Steady::time_point read_again_{};
};

}  // namespace maxos::health
