// Durations and sizes as people write them.
#pragma once

#include <absl/status/statusor.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace maxos::config {

// "250ms", "1s", "5min", "24h", "7d": a whole number and one unit, no sign.
absl::StatusOr<std::chrono::milliseconds> parse_duration(std::string_view text);

// "512B", "64KiB", "8MiB", "1GiB": a whole number and one unit of 1024 (IEC 80000-13).
absl::StatusOr<std::uint64_t> parse_size(std::string_view text);

// In the largest unit that divides it: "250ms", "5min".
std::string duration_text(std::chrono::milliseconds duration);
std::string size_text(std::uint64_t bytes);

}  // namespace maxos::config
