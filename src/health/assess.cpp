#include "health/assess.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "platform/journal.h"

namespace maxos::health {
namespace {

constexpr std::size_t kNamesInSentence = 5;

std::string percent(double value) {
  return base::decimal(value, 1) + "%";
}

// A name as one word of a command that a person may paste into a shell.
std::string shell_word(std::string_view name) {
  const std::string text = quoted_name(name);
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/._-@:").find(c) != std::string_view::npos;
  });
  std::string out = text.starts_with('-') ? "-- " : "";
  if (plain) return out + text;
  out.push_back('\'');
  for (const char c : text) {
    if (c == '\'') out.append("'\\'");
    out.push_back(c);
  }
  out.push_back('\'');
  return out;
}

// Collects reasons as they are found.
class Verdict {
 public:
  Verdict(const Snapshot& snapshot, const config::Health& limits) : snapshot_(snapshot), limits_(limits) {}

  void fault(const std::string& text) { add(Level::critical, text); }
  void warning(const std::string& text) { add(Level::warning, text); }
  void missing_parts();
  void memory();
  void filesystems();
  void temperatures();
  void processor();
  void file_handles();
  void units();
  void redis();

  std::vector<Reason> sorted() && {
    std::stable_sort(reasons_.begin(), reasons_.end(),
                     [](const Reason& a, const Reason& b) { return a.level > b.level; });
    return std::move(reasons_);
  }

 private:
  // Without figures a sentence says itself what it is about.
  void add(Level level, std::string text) {
    reasons_.push_back({level, text, {}});
    reasons_.back().about = std::move(text);
  }

  // Adds "TEXT (warning from 90%)ADVICE" about `about` when the value reaches a limit.
  void check(std::string about, double value, const config::Threshold& threshold, const std::string& text,
             std::string_view unit, std::string_view advice = {}) {
    const Level level = level_of(value, threshold);
    if (level == Level::ok) return;
    const double limit = level == Level::critical ? threshold.critical : threshold.warning;
    std::string sentence = text + " (" + std::string(to_string(level)) + " from " + base::decimal(limit, 2);
    sentence.append(unit).append(")").append(advice);
    reasons_.push_back({level, std::move(sentence), std::move(about)});
  }

  void failed_units(const std::vector<std::string>& names);
  void watched_unit(const std::string& unit, const std::string& state);

  const Snapshot& snapshot_;
  const config::Health& limits_;
  std::vector<Reason> reasons_;
};

void Verdict::missing_parts() {
  std::vector<std::string> missing;
  if (!snapshot_.memory) missing.emplace_back("/proc/meminfo");
  // A reading whose counters went backwards has CPUs and no share; that passes with the next sample.
  if (!snapshot_.cpu.used_percent && snapshot_.cpu.count == 0) missing.emplace_back("/proc/stat");
  if (!snapshot_.load) missing.emplace_back("/proc/loadavg");
  if (!snapshot_.uptime_seconds) missing.emplace_back("/proc/uptime");
  if (snapshot_.filesystems.empty()) missing.emplace_back("/proc/self/mountinfo");
  if (missing.empty()) return;
  add(Level::warning,
      "Part of the machine's state is unknown: " + base::join(missing, ", ") +
          (missing.size() == 1 ? " is" : " are") +
          " missing or unreadable (see ProcSubset= and InaccessiblePaths= in `systemctl cat maxos-grpc`)");
}

void Verdict::memory() {
  if (snapshot_.memory) {
    const Memory& memory = *snapshot_.memory;
    const double used =
        100.0 * static_cast<double>(memory.total - memory.available) / static_cast<double>(memory.total);
    check("memory", used, limits_.memory_used_percent,
          "Memory is " + percent(used) + " used: " + base::human_bytes(memory.available) + " of " +
              base::human_bytes(memory.total) + " available",
          "%", "; `ps aux --sort=-rss` shows what takes it");
    if (memory.swap_total > 0) {
      const double swap = 100.0 * static_cast<double>(memory.swap_total - memory.swap_free) /
                          static_cast<double>(memory.swap_total);
      check("swap", swap, limits_.swap_used_percent,
            "Swap is " + percent(swap) + " used: " + base::human_bytes(memory.swap_free) + " of " +
                base::human_bytes(memory.swap_total) + " free",
            "%");
    }
  }
  if (snapshot_.pressure.memory) {
    check("memory pressure", *snapshot_.pressure.memory, limits_.memory_pressure_percent,
          "Tasks waited for memory in " + percent(*snapshot_.pressure.memory) + " of the last 10 seconds",
          "%");
  }
}

void Verdict::filesystems() {
  for (const Filesystem& filesystem : snapshot_.filesystems) {
    // What cannot be written does not get fuller.
    if (filesystem.read_only) continue;
    const std::string where = quoted_name(filesystem.mount_point);
    const std::string word = shell_word(filesystem.mount_point);
    check("disk " + where, filesystem.used_percent, limits_.disk_used_percent,
          where + " is " + percent(filesystem.used_percent) +
              " full: " + base::human_bytes(filesystem.available_bytes) + " of " +
              base::human_bytes(filesystem.total_bytes) + " free",
          "%", "; `du -xh --max-depth=2 " + word + " | sort -h` shows what takes it");
    if (filesystem.inodes_used_percent) {
      check("inodes " + where, *filesystem.inodes_used_percent, limits_.inodes_used_percent,
            where + " has used " + percent(*filesystem.inodes_used_percent) + " of its inodes: " +
                std::to_string(filesystem.inodes_free) + " of " + std::to_string(filesystem.inodes) + " free",
            "%", "; `du -x --inodes --max-depth=2 " + word + " | sort -n` shows where they are");
    }
  }
}

void Verdict::temperatures() {
  for (const Temperature& temperature : snapshot_.temperatures) {
    const std::string zone = quoted_name(temperature.zone);
    check("sensor " + zone, temperature.celsius, limits_.temperature_celsius,
          "Sensor " + zone + " measures " + base::decimal(temperature.celsius, 1) + " °C", " °C");
  }
}

void Verdict::processor() {
  if (snapshot_.cpu.used_percent) {
    check("cpu", *snapshot_.cpu.used_percent, limits_.cpu_percent,
          "The CPU was " + percent(*snapshot_.cpu.used_percent) + " busy since the last sample", "%");
  }
  if (snapshot_.load && snapshot_.cpu.count > 0) {
    const double each = snapshot_.load->one / snapshot_.cpu.count;
    check("load", each, limits_.load_per_cpu,
          "The load is " + base::decimal(snapshot_.load->one, 2) + " over the last minute on " +
              base::counted(snapshot_.cpu.count, "CPU", "CPUs") + ", " + base::decimal(each, 2) + " each",
          "");
  }
}

void Verdict::file_handles() {
  if (!snapshot_.fds_used || !snapshot_.fds_max || *snapshot_.fds_max == 0) return;
  const double used =
      100.0 * static_cast<double>(*snapshot_.fds_used) / static_cast<double>(*snapshot_.fds_max);
  check("file handles", used, limits_.fd_used_percent,
        percent(used) + " of the machine's file handles are open: " + std::to_string(*snapshot_.fds_used) +
            " of " + std::to_string(*snapshot_.fds_max),
        "%", "; the limit is the sysctl fs.file-max");
}

void Verdict::failed_units(const std::vector<std::string>& names) {
  if (names.empty()) return;
  std::string text = base::counted(names.size(), "failed unit", "failed units") + ": ";
  for (std::size_t i = 0; i < std::min(names.size(), kNamesInSentence); ++i) {
    if (i > 0) text.append(", ");
    text.append(quoted_name(names[i]));
  }
  if (names.size() > kNamesInSentence) {
    text.append(" and ").append(std::to_string(names.size() - kNamesInSentence)).append(" more");
  }
  text.append(names.size() == 1 ? " (see `systemctl status " + shell_word(names.front()) + "`)"
                                : std::string(" (see `systemctl --failed`)"));
  add(Level::warning, std::move(text));
}

void Verdict::watched_unit(const std::string& unit, const std::string& state) {
  const std::string name = quoted_name(unit);
  if (state == "not-found") {
    add(Level::warning, "Watched unit " + name + " does not exist (see watched_units in maxos-grpc.toml)");
  } else if (state != "active" && state != "reloading" && state != "activating" && state != "failed") {
    add(Level::warning, "Watched unit " + name + " is " + quoted_name(state) + " (see `systemctl status " +
                            shell_word(unit) + "`)");
  }
}

void Verdict::units() {
  const Bus& bus = snapshot_.bus;
  if (!bus.reachable) {
    add(Level::warning, "The state of units and sessions is unknown, systemd cannot be asked over D-Bus: " +
                            (bus.detail.empty() ? "no answer" : platform::escape_controls(bus.detail)) +
                            " (see `systemctl status dbus`)");
    return;
  }
  if (bus.systemd_state == "maintenance" || bus.systemd_state == "stopping") {
    add(Level::warning, "systemd is in state " + *bus.systemd_state + " (see `systemctl list-jobs`)");
  }
  if (bus.failed_units) {
    failed_units(*bus.failed_units);
  } else {
    add(Level::warning, "Failed units are unknown: " + platform::escape_controls(bus.detail));
  }
  for (const auto& [unit, state] : bus.watched_units) {
    // Told among the failed units, unless those could not be listed.
    const bool told = bus.failed_units && std::find(bus.failed_units->begin(), bus.failed_units->end(),
                                                    unit) != bus.failed_units->end();
    if (state == "failed" && !told) {
      failed_units({unit});
    } else {
      watched_unit(unit, state);
    }
  }
}

void Verdict::redis() {
  if (!snapshot_.redis_enabled || snapshot_.redis_up) return;
  std::string text = "Redis is down";
  if (!snapshot_.redis_detail.empty())
    text.append(": ").append(platform::escape_controls(snapshot_.redis_detail));
  add(Level::warning,
      text + "; conversations are kept in memory meanwhile (see `systemctl status redis-server@maxos`)");
}

}  // namespace

Level level_of(double value, const config::Threshold& threshold) {
  if (threshold.critical > 0 && value >= threshold.critical) return Level::critical;
  if (threshold.warning > 0 && value >= threshold.warning) return Level::warning;
  return Level::ok;
}

std::string quoted_name(std::string_view name) {
  return platform::escape_controls(base::utf8_prefix(name, 256));
}

void assess(Snapshot& snapshot, const config::Health& limits, const std::vector<std::string>& faults,
            const std::vector<std::string>& warnings) {
  Verdict verdict(snapshot, limits);
  for (const std::string& fault : faults) verdict.fault(fault);
  for (const std::string& warning : warnings) verdict.warning(warning);
  // Without a sample there is nothing to judge, and the fault says why there is none.
  if (snapshot.unreachable.empty()) {
    verdict.missing_parts();
    verdict.memory();
    verdict.filesystems();
    verdict.temperatures();
    verdict.file_handles();
    verdict.processor();
    verdict.units();
  }
  verdict.redis();
  snapshot.reasons = std::move(verdict).sorted();
  snapshot.level = snapshot.reasons.empty() ? Level::ok : snapshot.reasons.front().level;
  snapshot.service_able = faults.empty();
  snapshot.healthy = snapshot.service_able && snapshot.level != Level::critical;
}

}  // namespace maxos::health
