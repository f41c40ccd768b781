// Figures of a health snapshot in words. Each is empty when the machine does not tell.
#pragma once

#include <string>

#include "health/snapshot.h"

namespace maxos::agents {

std::string cpu_words(const health::Snapshot& snapshot);
std::string memory_words(const health::Snapshot& snapshot);
std::string swap_words(const health::Snapshot& snapshot);
std::string load_words(const health::Snapshot& snapshot);
std::string pressure_words(const health::Snapshot& snapshot);
std::string temperature_words(const health::Snapshot& snapshot);
std::string traffic_words(const health::Snapshot& snapshot);
std::string disk_activity_words(const health::Snapshot& snapshot);
// The fullest file systems, at most three.
std::string filesystem_words(const health::Snapshot& snapshot);

}  // namespace maxos::agents
