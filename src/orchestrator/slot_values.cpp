#include "orchestrator/slot_values.h"

#include <array>
#include <string_view>
#include <utility>

#include "agents/slot_types.h"
#include "base/text.h"
#include "orchestrator/moments.h"

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

CompletedSlots complete_slots(const agents::CapabilityDecl& capability, const agents::Values& from_text,
                              const agents::Values& context, std::chrono::system_clock::time_point now,
                              std::string_view about) {
  CompletedSlots out;
  for (const agents::SlotDecl& slot : capability.slots) {
    const std::string* given = explicit_value(slot.name, context);
    if (given == nullptr) {
      const auto found = from_text.find(slot.name);
      if (found != from_text.end()) given = &found->second;
    }
    if (given == nullptr) {
      if (agents::needs_value(slot, about)) out.missing.push_back(&slot);
      continue;
    }
    std::string told;
    if (slot.type == agents::SlotType::age) {
      if (const auto age = seconds_since(*given, now)) {
        told = std::to_string(*age);
        given = &told;
      }
    }
    auto value = agents::canonical_slot(slot, *given);
    if (value.ok()) {
      out.slots.emplace(slot.name, *std::move(value));
    } else if (out.wrong.ok()) {
      out.wrong = value.status();
    }
  }
  return out;
}

std::string ask_for(const agents::CapabilityDecl& capability,
                    std::span<const agents::SlotDecl* const> missing) {
  std::string text = "Missing: ";
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (i > 0) text.append(i + 1 < missing.size() ? ", " : " and ");
    text.append(missing[i]->name).append(" (").append(missing[i]->summary).append(")");
  }
  text.append(". For example: ");
  text.append(capability.phrases.empty() ? missing.front()->example : capability.phrases.front());
  if (!text.ends_with('?')) text.append(".");
  return text;
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
