#include "health/proc_parse.h"

#include <array>
#include <string>

#include "base/text.h"
#include "platform/procfs.h"

namespace maxos::health {
namespace {

using platform::find_line;
using platform::next_line;
using platform::next_word;
using platform::to_double;
using platform::to_i64;
using platform::to_u64;

// proc(5): /proc/diskstats counts sectors of 512 bytes, whatever the device's own.
constexpr std::uint64_t kSector = 512;
constexpr std::uint64_t kKibibyte = 1024;

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// "user nice system idle iowait irq softirq steal guest guest_nice". Guest time is in user and nice already.
std::optional<CpuTicks> parse_ticks(std::string_view line) {
  CpuTicks ticks;
  for (int column = 0; column < 8; ++column) {
    const auto value = to_u64(next_word(line));
    // Kernels before 2.6.11 had fewer columns; the first four are always there.
    if (!value && column >= 4) break;
    if (!value) return std::nullopt;
    ticks.total += *value;
    if (column != 3 && column != 4) ticks.busy += *value;
  }
  return ticks;
}

// "NAME:   VALUE kB" as bytes.
std::optional<std::uint64_t> meminfo_value(std::string_view text, std::string_view key) {
  const auto line = find_line(text, key);
  if (!line) return std::nullopt;
  std::string_view rest = *line;
  const auto value = to_u64(next_word(rest));
  if (!value || next_word(rest) != "kB" || *value > UINT64_MAX / kKibibyte) return std::nullopt;
  return *value * kKibibyte;
}

}  // namespace

ProcStat parse_stat(std::string_view text) {
  ProcStat out;
  while (const auto line = next_line(text)) {
    std::string_view rest = *line;
    const std::string_view key = next_word(rest);
    if (key == "cpu") {
      out.ticks = parse_ticks(rest);
    } else if (starts_with(key, "cpu")) {
      ++out.cpus;
    } else if (key == "btime") {
      out.boot_time = to_i64(next_word(rest));
      break;
    }
  }
  return out;
}

std::optional<double> used_percent(const CpuTicks& before, const CpuTicks& now) {
  if (now.total <= before.total || now.busy < before.busy) return std::nullopt;
  const std::uint64_t busy = now.busy - before.busy;
  const std::uint64_t total = now.total - before.total;
  if (busy > total) return std::nullopt;
  return 100.0 * static_cast<double>(busy) / static_cast<double>(total);
}

std::optional<Load> parse_loadavg(std::string_view text) {
  auto line = next_line(text);
  if (!line) return std::nullopt;
  const auto one = to_double(next_word(*line));
  const auto five = to_double(next_word(*line));
  const auto fifteen = to_double(next_word(*line));
  if (!one || !five || !fifteen) return std::nullopt;
  return Load{*one, *five, *fifteen};
}

std::optional<double> parse_uptime(std::string_view text) {
  auto line = next_line(text);
  if (!line) return std::nullopt;
  const auto seconds = to_double(next_word(*line));
  return seconds && *seconds >= 0 ? seconds : std::nullopt;
}

std::optional<Memory> parse_meminfo(std::string_view text) {
  const auto total = meminfo_value(text, "MemTotal:");
  const auto available = meminfo_value(text, "MemAvailable:");
  if (!total || !available || *total == 0 || *available > *total) return std::nullopt;
  const std::uint64_t swap_total = meminfo_value(text, "SwapTotal:").value_or(0);
  const std::uint64_t swap_free = meminfo_value(text, "SwapFree:").value_or(swap_total);
  return Memory{*total, *available, swap_total, std::min(swap_free, swap_total)};
}

std::optional<double> parse_pressure(std::string_view text) {
  const auto line = find_line(text, "some avg10=");
  if (!line) return std::nullopt;
  std::string_view rest = *line;
  const auto percent = to_double(next_word(rest));
  return percent && *percent >= 0 && *percent <= 100 ? percent : std::nullopt;
}

std::optional<FileHandles> parse_file_nr(std::string_view text) {
  auto line = next_line(text);
  if (!line) return std::nullopt;
  const auto allocated = to_u64(next_word(*line));
  const auto unused = to_u64(next_word(*line));
  const auto max = to_u64(next_word(*line));
  if (!allocated || !unused || !max || *unused > *allocated) return std::nullopt;
  return FileHandles{*allocated - *unused, *max};
}

std::vector<NetworkInterface> parse_net_dev(std::string_view text) {
  std::vector<NetworkInterface> out;
  while (const auto line = next_line(text)) {
    // Two lines of headings have '|' in the place of ':'. The name may touch its first counter ("eth0:123").
    const std::size_t colon = line->find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = base::trim(line->substr(0, colon));
    if (name.empty() || name == "lo") continue;
    // receive: bytes packets errs drop fifo frame compressed multicast; then the same for transmit.
    std::array<std::uint64_t, 12> columns{};
    std::string_view rest = line->substr(colon + 1);
    bool whole = true;
    for (std::uint64_t& column : columns) {
      const auto value = to_u64(next_word(rest));
      whole = whole && value.has_value();
      column = value.value_or(0);
    }
    if (!whole) continue;
    out.push_back(
        {std::string(name), columns[0], columns[8], columns[2] + columns[10], columns[3] + columns[11]});
    if (out.size() == kMaxListed) break;
  }
  return out;
}

std::vector<BlockDevice> parse_diskstats(std::string_view text) {
  std::vector<BlockDevice> out;
  while (const auto line = next_line(text)) {
    // major minor name, then reads, reads merged, sectors read, ms, writes, writes merged, sectors written.
    std::string_view rest = *line;
    next_word(rest);
    next_word(rest);
    const std::string_view name = next_word(rest);
    if (name.empty() || starts_with(name, "loop") || starts_with(name, "ram")) continue;
    std::array<std::optional<std::uint64_t>, 7> columns;
    for (auto& column : columns) column = to_u64(next_word(rest));
    if (!columns[2] || !columns[6] || (*columns[2] == 0 && *columns[6] == 0)) continue;
    out.push_back({std::string(name), *columns[2] * kSector, *columns[6] * kSector});
    if (out.size() == 4 * kMaxListed) break;
  }
  return out;
}

}  // namespace maxos::health
