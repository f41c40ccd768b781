#include "orchestrator/recall.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace maxos::orchestrator {
namespace {

using agents::SlotDecl;
using agents::SlotType;

bool can_be_meant(SlotType type) {
  return type == SlotType::path || type == SlotType::unit || type == SlotType::host;
}

// Of the paths that a request names, what it is about, then where it put it.
std::size_t rank(std::string_view name) {
  constexpr std::array<std::string_view, 4> kOrder = {"path", "destination", "source", "repository"};
  return static_cast<std::size_t>(std::find(kOrder.begin(), kOrder.end(), name) - kOrder.begin());
}

std::optional<std::string> named(const store::ConversationItem& item, SlotType type,
                                 const agents::Registry& registry) {
  // What was refused, failed or waits for its confirmation may name what is not there.
  if (item.status != agents::to_string(agents::AnswerStatus::success)) return std::nullopt;
  const agents::CapabilityDecl* capability = registry.find(item.intent);
  if (capability == nullptr) return std::nullopt;
  const nlohmann::json slots = nlohmann::json::parse(item.slots, nullptr, false);
  if (!slots.is_object()) return std::nullopt;
  const SlotDecl* best = nullptr;
  for (const SlotDecl& slot : capability->slots) {
    const auto value = slots.find(std::string(slot.name));
    if (slot.type != type || value == slots.end() || !value->is_string()) continue;
    if (best == nullptr || rank(slot.name) < rank(best->name)) best = &slot;
  }
  if (best == nullptr) return std::nullopt;
  return slots[std::string(best->name)].get<std::string>();
}

std::vector<const SlotDecl*> lacking(const agents::CapabilityDecl& capability, const agents::Values& slots) {
  std::vector<const SlotDecl*> required;
  std::vector<const SlotDecl*> optional;
  for (const SlotDecl& slot : capability.slots) {
    if (!can_be_meant(slot.type)) continue;
    if (slots.find(slot.name) != slots.end()) {
      // "it" is something that was said already.
      if (!slot.required) return required;
      continue;
    }
    (slot.required ? required : optional).push_back(&slot);
  }
  if (required.empty() && !optional.empty()) required.push_back(optional.front());
  return required;
}

}  // namespace

bool could_recall(const agents::CapabilityDecl& capability, const agents::Values& slots) {
  return !lacking(capability, slots).empty();
}

agents::Values recall(const agents::CapabilityDecl& capability, const agents::Values& slots,
                      const std::vector<store::ConversationItem>& items, const agents::Registry& registry) {
  agents::Values found;
  std::vector<SlotType> taken;
  for (const SlotDecl* slot : lacking(capability, slots)) {
    if (std::find(taken.begin(), taken.end(), slot->type) != taken.end()) continue;
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
      auto value = named(*item, slot->type, registry);
      if (!value) continue;
      found.emplace(slot->name, *std::move(value));
      taken.push_back(slot->type);
      break;
    }
  }
  return found;
}

}  // namespace maxos::orchestrator
