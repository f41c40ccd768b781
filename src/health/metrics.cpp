#include "health/metrics.h"

#include <chrono>
#include <cstdint>
#include <set>
#include <string_view>

#include "base/text.h"

namespace maxos::health {
namespace {

// The text in lower case with one '_' for each run of other characters than a-z and 0-9, and none at the
// ends.
std::string slug(std::string_view text) {
  std::string out;
  for (const char c : base::ascii_lower(text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != '_') {
      out.push_back('_');
    }
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out.empty() ? "unnamed" : out;
}

// Gives each name of one kind a slug of its own.
class Slugs {
 public:
  std::string of(std::string_view name) {
    const std::string wanted = slug(name);
    std::string given = wanted;
    for (int i = 2; !taken_.insert(given).second; ++i) given = wanted + "_" + std::to_string(i);
    return given;
  }

 private:
  std::set<std::string> taken_;
};

class Pairs {
 public:
  Pairs() { pairs_.reserve(64); }

  void text(std::string key, std::string value) { pairs_.emplace_back(std::move(key), std::move(value)); }
  void number(std::string key, std::uint64_t value) { text(std::move(key), std::to_string(value)); }
  void decimal(std::string key, double value) { text(std::move(key), base::decimal(value, 2)); }
  // The share of `part` in `whole`; nothing when there is no whole.
  void percent(std::string key, std::uint64_t part, std::uint64_t whole) {
    if (whole > 0) decimal(std::move(key), 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  }

  std::vector<std::pair<std::string, std::string>> take() && { return std::move(pairs_); }

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

template <typename Items, typename Text>
std::string json_list(const Items& items, Text text) {
  std::string out = "[";
  for (const auto& item : items) {
    if (out.size() > 1) out.push_back(',');
    out.append(base::json_string(text(item)));
  }
  return out + "]";
}

void add_times(Pairs& out, const Snapshot& snapshot) {
  if (snapshot.uptime_seconds) out.decimal("uptime_seconds", *snapshot.uptime_seconds);
  if (snapshot.boot_time) out.text("boot_time_seconds", std::to_string(*snapshot.boot_time));
  const auto taken = std::chrono::duration_cast<std::chrono::seconds>(snapshot.taken_wall.time_since_epoch());
  out.text("sample_time_seconds", std::to_string(taken.count()));
}

void add_processor_and_memory(Pairs& out, const Snapshot& snapshot) {
  if (snapshot.cpu.used_percent) out.decimal("cpu_used_percent", *snapshot.cpu.used_percent);
  if (snapshot.cpu.count > 0) out.number("cpu_count", snapshot.cpu.count);
  if (snapshot.load) {
    out.decimal("load_1m", snapshot.load->one);
    out.decimal("load_5m", snapshot.load->five);
    out.decimal("load_15m", snapshot.load->fifteen);
  }
  if (snapshot.memory) {
    const Memory& memory = *snapshot.memory;
    out.number("memory_total_bytes", memory.total);
    out.number("memory_available_bytes", memory.available);
    out.number("memory_used_bytes", memory.total - memory.available);
    out.percent("memory_used_percent", memory.total - memory.available, memory.total);
    out.number("swap_total_bytes", memory.swap_total);
    out.number("swap_free_bytes", memory.swap_free);
    out.percent("swap_used_percent", memory.swap_total - memory.swap_free, memory.swap_total);
  }
  const Pressure& pressure = snapshot.pressure;
  if (pressure.cpu) out.decimal("pressure_cpu_some_10s_percent", *pressure.cpu);
  if (pressure.memory) out.decimal("pressure_memory_some_10s_percent", *pressure.memory);
  if (pressure.io) out.decimal("pressure_io_some_10s_percent", *pressure.io);
}

void add_storage(Pairs& out, const Snapshot& snapshot) {
  Slugs names;
  for (const Filesystem& filesystem : snapshot.filesystems) {
    const std::string key =
        "disk_" + names.of(filesystem.mount_point == "/" ? "root" : filesystem.mount_point);
    out.text(key + "_mount_point", base::to_utf8(filesystem.mount_point));
    out.number(key + "_total_bytes", filesystem.total_bytes);
    out.number(key + "_available_bytes", filesystem.available_bytes);
    out.number(key + "_used_bytes", filesystem.used_bytes);
    out.decimal(key + "_used_percent", filesystem.used_percent);
    if (filesystem.inodes_used_percent)
      out.decimal(key + "_inodes_used_percent", *filesystem.inodes_used_percent);
  }
  Slugs devices;
  for (const BlockDevice& device : snapshot.block_devices) {
    const std::string key = "block_" + devices.of(device.name);
    out.number(key + "_read_bytes", device.read_bytes);
    out.number(key + "_written_bytes", device.written_bytes);
  }
}

void add_network(Pairs& out, const Snapshot& snapshot) {
  Slugs names;
  for (const NetworkInterface& interface : snapshot.interfaces) {
    const std::string key = "network_" + names.of(interface.name);
    out.number(key + "_received_bytes", interface.received_bytes);
    out.number(key + "_sent_bytes", interface.sent_bytes);
    out.number(key + "_errors_count", interface.errors);
    out.number(key + "_dropped_count", interface.dropped);
  }
}

void add_sensors_and_tables(Pairs& out, const Snapshot& snapshot) {
  Slugs zones;
  for (const Temperature& temperature : snapshot.temperatures) {
    out.decimal("temperature_" + zones.of(temperature.zone) + "_celsius", temperature.celsius);
  }
  if (snapshot.processes) out.number("processes_count", *snapshot.processes);
  if (snapshot.fds_used && snapshot.fds_max) {
    out.number("file_handles_used_count", *snapshot.fds_used);
    out.number("file_handles_max_count", *snapshot.fds_max);
    out.percent("file_handles_used_percent", *snapshot.fds_used, *snapshot.fds_max);
  }
}

void add_services(Pairs& out, const Snapshot& snapshot) {
  const Bus& bus = snapshot.bus;
  if (bus.systemd_state) out.text("systemd_state", base::to_utf8(*bus.systemd_state));
  if (bus.failed_units) {
    out.number("systemd_failed_units", bus.failed_units->size());
    out.text("systemd_failed_unit_names",
             json_list(*bus.failed_units, [](const std::string& name) -> std::string_view { return name; }));
  }
  if (!bus.watched_units.empty()) {
    std::string json = "{";
    for (const auto& [unit, state] : bus.watched_units) {
      if (json.size() > 1) json.push_back(',');
      json.append(base::json_string(unit)).append(":").append(base::json_string(state));
    }
    out.text("watched_units", json + "}");
  }
  if (bus.sessions) out.number("sessions_count", *bus.sessions);
  if (bus.ntp_synchronized) out.text("ntp_synchronized", *bus.ntp_synchronized ? "true" : "false");
  out.text("dbus", bus.reachable ? "up" : "down");
  out.text("redis", !snapshot.redis_enabled ? "disabled" : snapshot.redis_up ? "up" : "down");
  if (snapshot.redis_enabled && !snapshot.redis_up && !snapshot.redis_detail.empty()) {
    out.text("redis_detail", base::to_utf8(snapshot.redis_detail));
  }
}

}  // namespace

std::string reasons_json(const Snapshot& snapshot) {
  return json_list(snapshot.reasons, [](const Reason& reason) -> std::string_view { return reason.text; });
}

std::vector<std::pair<std::string, std::string>> metrics(const Snapshot& snapshot) {
  Pairs out;
  add_times(out, snapshot);
  add_processor_and_memory(out, snapshot);
  add_storage(out, snapshot);
  add_network(out, snapshot);
  add_sensors_and_tables(out, snapshot);
  add_services(out, snapshot);
  out.text("level", std::string(to_string(snapshot.level)));
  out.text("reasons", reasons_json(snapshot));
  return std::move(out).take();
}

}  // namespace maxos::health
