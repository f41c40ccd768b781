#include "agents/evolver/nearest_intents.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "config/suggest.h"

namespace maxos::agents {
namespace {

// Longer than any intent: not worth the quadratic cost.
constexpr std::size_t kLongest = 64;

}  // namespace

std::vector<std::string> nearest_intents(const Registry& registry, std::string_view wrong,
                                         std::size_t count) {
  const std::string lower = base::ascii_lower(wrong.substr(0, kLongest));
  std::vector<std::pair<std::size_t, std::string>> all;
  for (const CapabilityDecl* capability : registry.capabilities()) {
    const std::string_view intent = capability->intent;
    const std::string_view action = intent.substr(intent.find('.') + 1);
    // "health" is as near to system.health as its own misspelling.
    const std::size_t distance =
        std::min(config::edit_distance(lower, intent), config::edit_distance(lower, action) + 1);
    all.emplace_back(distance, intent);
  }
  std::sort(all.begin(), all.end());
  std::vector<std::string> nearest;
  for (std::size_t i = 0; i < all.size() && i < count; ++i) nearest.push_back(std::move(all[i].second));
  return nearest;
}

}  // namespace maxos::agents
