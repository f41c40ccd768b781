#include "orchestrator/slot_values.h"

#include <array>
#include <string_view>
#include <utility>

#include "agents/slots.h"
#include "base/text.h"

namespace maxos::orchestrator {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kOlderNames = {
    {{"source", "source_path"},
     {"destination", "dest_path"},
     {"repository", "repo_path"},
     {"name", "project_name"},
     {"app", "app_name"}}};

const std::string* explicit_value(std::string_view slot, const agents::Values& context) {
  if (const auto found = context.find(slot); found != context.end()) return &found->second;
  for (const auto& [name, older] : kOlderNames) {
    if (name != slot) continue;
    if (const auto found = context.find(older); found != context.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<agents::Values> complete_slots(const agents::CapabilityDecl& capability,
                                              const agents::Values& from_text,
                                              const agents::Values& context) {
  agents::Values slots;
  for (const agents::SlotDecl& slot : capability.slots) {
    const std::string* given = explicit_value(slot.name, context);
    if (given == nullptr) {
      const auto found = from_text.find(slot.name);
      if (found != from_text.end()) given = &found->second;
    }
    if (given == nullptr) {
      if (slot.required) return agents::missing_slot(capability, slot);
      continue;
    }
    auto value = agents::canonical_slot(slot, *given);
    if (!value.ok()) return value.status();
    slots.emplace(slot.name, *std::move(value));
  }
  return slots;
}

std::string slots_json(const agents::Values& slots) {
  std::string out = "{";
  for (const auto& [name, value] : slots) {
    if (out.size() > 1) out.push_back(',');
    out.append(base::json_string(name)).append(":").append(base::json_string(value));
  }
  out.push_back('}');
  return out;
}

}  // namespace maxos::orchestrator
