// Intents that somebody may have meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agents/registry.h"

namespace maxos::agents {

// The intents of the registry nearest to `wrong` by their letters, the nearest first.
std::vector<std::string> nearest_intents(const Registry& registry, std::string_view wrong, std::size_t count);

}  // namespace maxos::agents
