#include "agents/slots.h"

#include <utility>

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

absl::Status unknown_slot(const CapabilityDecl& capability, std::string_view name) {
  std::string text(capability.intent);
  text.append(" has no slot \"").append(base::to_utf8(std::string(base::utf8_prefix(name, 80)))).append("\"");
  for (std::size_t i = 0; i < capability.slots.size(); ++i) {
    text.append(i == 0 ? "; it knows " : ", ").append(capability.slots[i].name);
  }
  text.append(".");
  return base::invalid_argument(text);
}

}  // namespace

absl::Status missing_slot(const CapabilityDecl& capability, const SlotDecl& slot) {
  std::string text = "Missing: ";
  text.append(slot.name).append(" (").append(slot.summary).append("). For example: ");
  text.append(capability.phrases.empty() ? slot.example : capability.phrases.front());
  if (!text.ends_with('?')) text.append(".");
  return base::invalid_argument(text);
}

absl::StatusOr<Values> check_slots(const CapabilityDecl& capability, const Values& slots,
                                   std::string_view about) {
  Values checked;
  for (const auto& [name, value] : slots) {
    const SlotDecl* slot = find_slot(capability, name);
    if (slot == nullptr) return unknown_slot(capability, name);
    if (value.empty()) continue;
    auto text = canonical_slot(*slot, value);
    if (!text.ok()) return text.status();
    checked.emplace(name, *std::move(text));
  }
  for (const SlotDecl& slot : capability.slots) {
    if (needs_value(slot, about) && !checked.contains(slot.name)) return missing_slot(capability, slot);
  }
  return checked;
}

std::string_view text_slot(const Values& slots, std::string_view name, std::string_view fallback) {
  const auto it = slots.find(name);
  return it == slots.end() ? fallback : std::string_view(it->second);
}

std::uint64_t count_slot(const Values& slots, std::string_view name, std::uint64_t fallback) {
  return parse_number(text_slot(slots, name)).value_or(fallback);
}

bool flag_slot(const Values& slots, std::string_view name) {
  return text_slot(slots, name) == "true";
}

}  // namespace maxos::agents
