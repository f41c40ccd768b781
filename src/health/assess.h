// From values to a verdict: thresholds, and reasons in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "health/snapshot.h"

namespace maxos::health {

// Fills level, reasons (worst first, in the order of their weight among equals), service_able and healthy of
// `snapshot` from its values. `faults`: what keeps this service from its work; each is a critical reason and
// makes it unable. `warnings`: what it goes on without.
void assess(Snapshot& snapshot, const config::Health& limits, const std::vector<std::string>& faults,
            const std::vector<std::string>& warnings = {});

// The level that a value reaches; a limit of 0 is off.
Level level_of(double value, const config::Threshold& threshold);

// A control-character-free copy of a name that comes from outside (a unit, a mount point), to stand in a
// sentence.
std::string quoted_name(std::string_view name);

}  // namespace maxos::health
