#include "agents/system/figures.h"

#include <algorithm>

#include "base/text.h"

namespace maxos::agents {
namespace {

// Names told before "and N more".
constexpr std::size_t kNamed = 3;

std::string percent(double value) {
  return base::decimal(value, value < 10 ? 1 : 0) + "%";
}

void append_item(std::string& text, std::string_view item) {
  text.append(text.empty() ? "" : ", ").append(item);
}

}  // namespace

std::string cpu_words(const health::Snapshot& snapshot) {
  if (!snapshot.cpu.used_percent) return {};
  std::string text = "CPU " + percent(*snapshot.cpu.used_percent) + " used";
  if (snapshot.cpu.count > 0)
    text.append(" of " + base::counted(snapshot.cpu.count, "processor", "processors"));
  return text;
}

std::string memory_words(const health::Snapshot& snapshot) {
  if (!snapshot.memory || snapshot.memory->total == 0) return {};
  const health::Memory& memory = *snapshot.memory;
  const std::uint64_t used = memory.total - std::min(memory.total, memory.available);
  return "memory " + base::human_bytes(used) + " of " + base::human_bytes(memory.total) + " used (" +
         percent(100.0 * static_cast<double>(used) / static_cast<double>(memory.total)) + "), " +
         base::human_bytes(memory.available) + " available";
}

std::string swap_words(const health::Snapshot& snapshot) {
  if (!snapshot.memory) return {};
  const health::Memory& memory = *snapshot.memory;
  if (memory.swap_total == 0) return "no swap";
  return "swap " + base::human_bytes(memory.swap_total - std::min(memory.swap_total, memory.swap_free)) +
         " of " + base::human_bytes(memory.swap_total) + " used";
}

std::string load_words(const health::Snapshot& snapshot) {
  if (!snapshot.load) return {};
  return "load average " + base::decimal(snapshot.load->one, 2) + ", " +
         base::decimal(snapshot.load->five, 2) + ", " + base::decimal(snapshot.load->fifteen, 2) +
         " (1, 5, 15 minutes)";
}

std::string pressure_words(const health::Snapshot& snapshot) {
  std::string text;
  if (snapshot.pressure.cpu) append_item(text, "CPU " + percent(*snapshot.pressure.cpu));
  if (snapshot.pressure.memory) append_item(text, "memory " + percent(*snapshot.pressure.memory));
  if (snapshot.pressure.io) append_item(text, "IO " + percent(*snapshot.pressure.io));
  return text.empty() ? text : "pressure over 10 seconds: " + text;
}

std::string temperature_words(const health::Snapshot& snapshot) {
  auto sensors = snapshot.temperatures;
  std::stable_sort(sensors.begin(), sensors.end(),
                   [](const auto& a, const auto& b) { return a.celsius > b.celsius; });
  std::string text;
  for (std::size_t i = 0; i < sensors.size() && i < kNamed; ++i) {
    append_item(text, sensors[i].zone + " " + base::decimal(sensors[i].celsius, 1) + " °C");
  }
  return text.empty() ? text : "temperature " + text;
}

std::string traffic_words(const health::Snapshot& snapshot) {
  std::string text;
  for (const auto& link : snapshot.interfaces) {
    if (link.name == "lo") continue;
    append_item(text, link.name + " received " + base::human_bytes(link.received_bytes) + ", sent " +
                          base::human_bytes(link.sent_bytes));
  }
  return text.empty() ? text : "network traffic since boot: " + text;
}

std::string disk_activity_words(const health::Snapshot& snapshot) {
  std::string text;
  for (const auto& device : snapshot.block_devices) {
    if (device.read_bytes == 0 && device.written_bytes == 0) continue;
    append_item(text, device.name + " read " + base::human_bytes(device.read_bytes) + ", wrote " +
                          base::human_bytes(device.written_bytes));
  }
  return text.empty() ? text : "disk activity since boot: " + text;
}

std::string filesystem_words(const health::Snapshot& snapshot) {
  auto systems = snapshot.filesystems;
  std::stable_sort(systems.begin(), systems.end(),
                   [](const auto& a, const auto& b) { return a.used_percent > b.used_percent; });
  std::string text;
  for (std::size_t i = 0; i < systems.size() && i < kNamed; ++i) {
    append_item(text, systems[i].mount_point + " " + percent(systems[i].used_percent) + " full (" +
                          base::human_bytes(systems[i].available_bytes) + " available)");
  }
  return text;
}

}  // namespace maxos::agents
