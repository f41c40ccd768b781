#include "orchestrator/slot_values.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/status.h"
#include "base/text.h"

namespace maxos::orchestrator {
namespace {

using agents::SlotDecl;
using agents::SlotType;

constexpr std::size_t kMaxSlotBytes = 4096;  // PATH_MAX of Linux; no slot is longer

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

absl::Status wrong(const SlotDecl& slot, std::string_view value, std::string_view wanted) {
  std::string message = "The slot `";
  message.append(slot.name).append("` takes ").append(wanted).append(", not \"");
  message.append(base::utf8_prefix(value, 100)).append("\".");
  if (!slot.example.empty()) message.append(" An example: ").append(slot.example).append(".");
  return base::invalid_argument(message);
}

bool is_count(std::string_view value) {
  return !value.empty() && value.size() <= 9 &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Checks the type and brings the value into its canonical form.
absl::Status check(const SlotDecl& slot, std::string& value) {
  if (value.size() > kMaxSlotBytes) return wrong(slot, value, "at most 4096 bytes");
  if (value.find('\0') != std::string::npos) return wrong(slot, "(a zero byte)", "text without zero bytes");
  switch (slot.type) {
    case SlotType::count:
      if (!is_count(value)) return wrong(slot, value, "a whole number below a thousand million");
      value.erase(0, std::min(value.find_first_not_of('0'), value.size() - 1));
      return absl::OkStatus();
    case SlotType::port:
      if (!is_count(value) || value.size() > 5 || std::stoul(value) < 1 || std::stoul(value) > 65535) {
        return wrong(slot, value, "a port from 1 to 65535");
      }
      return absl::OkStatus();
    case SlotType::flag: {
      const std::string lower = base::ascii_lower(value);
      if (lower == "true" || lower == "yes" || lower == "1") {
        value = "true";
      } else if (lower == "false" || lower == "no" || lower == "0") {
        value = "false";
      } else {
        return wrong(slot, value, "true or false");
      }
      return absl::OkStatus();
    }
    case SlotType::choice: {
      const std::string lower = base::ascii_lower(value);
      if (std::find(slot.choices.begin(), slot.choices.end(), lower) == slot.choices.end()) {
        std::string wanted = "one of";
        for (const std::string_view choice : slot.choices) wanted.append(" ").append(choice);
        return wrong(slot, value, wanted);
      }
      value = lower;
      return absl::OkStatus();
    }
    default:
      if (value.empty()) return wrong(slot, value, "a value");
      return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<agents::Values> complete_slots(const agents::CapabilityDecl& capability,
                                              const agents::Values& from_text,
                                              const agents::Values& context) {
  agents::Values slots;
  for (const SlotDecl& slot : capability.slots) {
    const std::string* given = explicit_value(slot.name, context);
    if (given == nullptr) {
      const auto found = from_text.find(slot.name);
      if (found != from_text.end()) given = &found->second;
    }
    if (given == nullptr) {
      if (!slot.required) continue;
      std::string message = "To ";
      message.append(capability.summary).append(", say which ").append(slot.name);
      if (!slot.summary.empty()) message.append(" (").append(slot.summary).append(")");
      message.append(".");
      if (!slot.example.empty()) message.append(" An example: ").append(slot.example).append(".");
      return base::invalid_argument(message);
    }
    std::string value = *given;
    MAXOS_RETURN_IF_ERROR(check(slot, value));
    slots.emplace(slot.name, std::move(value));
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
