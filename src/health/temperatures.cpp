#include "health/temperatures.h"

#include <dirent.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>

#include "base/text.h"
#include "health/proc_parse.h"
#include "platform/procfs.h"

namespace maxos::health {
namespace {

constexpr std::chrono::seconds kFindPeriod{60};
constexpr int kRestFactor = 20;
constexpr double kColdest = -60;
constexpr double kHottest = 250;

// Names in a directory that start with `prefix` and end in `suffix`, sorted by length, then by name: temp2
// before temp10.
std::vector<std::string> names(const std::string& directory, std::string_view prefix,
                               std::string_view suffix) {
  std::vector<std::string> out;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(directory.c_str()), closedir);
  if (open == nullptr) return out;
  while (const dirent* const entry = readdir(open.get())) {
    const std::string_view name = entry->d_name;
    if (name.size() < prefix.size() + suffix.size() || name.substr(0, prefix.size()) != prefix ||
        name.substr(name.size() - suffix.size()) != suffix) {
      continue;
    }
    out.emplace_back(name);
    if (out.size() == 4 * kMaxListed) break;
  }
  std::sort(out.begin(), out.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return out;
}

// The content of a small text file without its line break; empty when there is none.
std::string line_of(const std::string& path) {
  const auto text = platform::read_small_file(path);
  return text ? std::string(base::trim(*text)) : std::string();
}

// A thermal zone appears a second time as a hwmon; its link then goes through the zone.
bool mirrors_thermal_zone(const std::string& path) {
  std::array<char, 512> target{};
  const ssize_t length = readlink(path.c_str(), target.data(), target.size());
  return length > 0 &&
         std::string_view(target.data(), static_cast<std::size_t>(length)).find("/thermal_zone") !=
             std::string_view::npos;
}

// Millidegrees Celsius, sysfs-class-hwmon and sysfs-class-thermal of the kernel's documentation.
std::optional<double> celsius(const std::string& path) {
  const auto text = platform::read_small_file(path, 64);
  if (!text) return std::nullopt;
  std::string_view rest = *text;
  const auto line = platform::next_line(rest);
  const auto value = line ? platform::to_i64(*line) : std::nullopt;
  if (!value) return std::nullopt;
  const double degrees = static_cast<double>(*value) / 1000.0;
  return degrees >= kColdest && degrees <= kHottest ? std::optional(degrees) : std::nullopt;
}

}  // namespace

void Temperatures::find_sensors() {
  sensors_.clear();
  const std::string thermal = sys_root_ + "/class/thermal/";
  for (const std::string& zone : names(thermal, "thermal_zone", "")) {
    std::string label = line_of(thermal + zone + "/type");
    if (label.empty()) label = zone;
    sensors_.push_back({thermal + zone + "/temp", std::move(label)});
  }
  const std::string hwmon = sys_root_ + "/class/hwmon/";
  for (const std::string& chip : names(hwmon, "hwmon", "")) {
    if (mirrors_thermal_zone(hwmon + chip)) continue;
    const std::string folder = hwmon + chip;
    const std::string chip_name = line_of(folder + "/name");
    for (const std::string& input : names(folder, "temp", "_input")) {
      const std::string sensor = input.substr(0, input.size() - std::string_view("_input").size());
      const std::string label = line_of(std::string(folder).append("/").append(sensor).append("_label"));
      std::string name = chip_name.empty() ? chip : chip_name;
      name.append(" ").append(label.empty() ? sensor : label);
      sensors_.push_back({std::string(folder).append("/").append(input), std::move(name)});
    }
  }
  if (sensors_.size() > kMaxListed) sensors_.resize(kMaxListed);
}

const std::vector<Temperature>& Temperatures::read(Steady::time_point now) {
  if (now < read_again_) return readings_;
  const auto start = Steady::now();
  if (now >= find_again_) {
    find_sensors();
    find_again_ = now + kFindPeriod;
  }
  readings_.clear();
  for (const Sensor& sensor : sensors_) {
    if (const auto value = celsius(sensor.path)) readings_.push_back({sensor.label, *value});
  }
  read_again_ = now + kRestFactor * (Steady::now() - start);
  return readings_;
}

}  // namespace maxos::health
