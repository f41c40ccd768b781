// Points in time as people tell them: how long ago they were.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace maxos::orchestrator {

// Seconds since "monday", "15:00", "yesterday 15:00" or "monday 15:00" by the machine's own zone: the latest
// one that has passed; a day alone is its beginning. nullopt: it is told otherwise, or is yet to come.
std::optional<std::uint64_t> seconds_since(std::string_view moment,
                                           std::chrono::system_clock::time_point now);

}  // namespace maxos::orchestrator
