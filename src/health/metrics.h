// A snapshot as flat key/value pairs: the `metrics` of GetSystemHealth.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "health/snapshot.h"

namespace maxos::health {

// Snake_case keys that end in their unit; values in plain form. What the machine did not say is left out. In
// this order:
//
//   uptime_seconds                      since boot, two decimals
//   boot_time_seconds                   when it booted, seconds since 1970-01-01 UTC
//   sample_time_seconds                 when this sample was taken, likewise
//   cpu_used_percent                    since the previous sample; since boot for the first
//   cpu_count                           online CPUs
//   load_1m, load_5m, load_15m          load averages
//   memory_total_bytes, memory_available_bytes, memory_used_bytes (total - available), memory_used_percent
//   swap_total_bytes, swap_free_bytes, swap_used_percent (left out without swap)
//   pressure_cpu_some_10s_percent, pressure_memory_some_10s_percent, pressure_io_some_10s_percent
//   disk_NAME_mount_point               a path; NAME is `root` for /, else the path in lower case with '_'
//   for all but a-z and 0-9 disk_NAME_total_bytes, disk_NAME_available_bytes, disk_NAME_used_bytes,
//   disk_NAME_used_percent (as df(1) counts) disk_NAME_inodes_used_percent       left out where the file
//   system has no table of inodes block_NAME_read_bytes, block_NAME_written_bytes            since boot,
//   whole devices network_NAME_received_bytes, network_NAME_sent_bytes, network_NAME_errors_count,
//   network_NAME_dropped_count
//                                       since the interface came up; both directions for errors and dropped
//   temperature_NAME_celsius            NAME from the sensor's own label
//   processes_count
//   file_handles_used_count, file_handles_max_count, file_handles_used_percent
//   systemd_state                       running, degraded, starting, …
//   systemd_failed_units                a number
//   systemd_failed_unit_names           JSON list
//   watched_units                       JSON object: unit to active, inactive, failed, …, not-found; left out
//   when none is watched sessions_count                      login sessions ntp_synchronized true, false;
//   asked in the background, so the first sample lacks it dbus                                up, down redis
//   up, down, disabled redis_detail                        why it is down level ok, warning, critical reasons
//   JSON list of sentences, worst first
//
// Two NAMEs that come out equal are told apart by _2, _3 and so on.
std::vector<std::pair<std::string, std::string>> metrics(const Snapshot& snapshot);

// `reasons` as a JSON list of sentences.
std::string reasons_json(const Snapshot& snapshot);

}  // namespace maxos::health
