#include "agents/slots.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/status.h"
#include "base/text.h"

namespace maxos::agents {
namespace {

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "4096", "10M", "2 GiB": whole numbers with a 1024-based suffix.
std::optional<std::uint64_t> parse_size(std::string_view text) {
  constexpr std::string_view kSuffixes = "kmgt";
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_number(text.substr(0, digits));
  if (!number) return std::nullopt;
  const std::string suffix = base::ascii_lower(base::trim(text.substr(digits)));
  if (suffix.empty() || suffix == "b") return number;
  const std::size_t power = kSuffixes.find(suffix.front());
  const std::string_view rest = std::string_view(suffix).substr(1);
  if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib")) return std::nullopt;
  const auto shift = static_cast<unsigned>(10 * (power + 1));
  if (*number > (UINT64_MAX >> shift)) return std::nullopt;
  return *number << shift;
}

absl::Status wrong(const SlotDecl& slot, std::string_view value, std::string_view wanted) {
  std::string text = "\"";
  text.append(base::to_utf8(std::string(base::utf8_prefix(value, 80))))
      .append("\" is not a valid ")
      .append(slot.name)
      .append(": it must be ")
      .append(wanted);
  if (!slot.example.empty()) text.append(", for example ").append(slot.example);
  text.append(".");
  return base::invalid_argument(text);
}

std::string choices_of(const SlotDecl& slot) {
  std::string text = "one of ";
  for (std::size_t i = 0; i < slot.choices.size(); ++i) {
    if (i > 0) text.append(", ");
    text.append(slot.choices[i]);
  }
  return text;
}

absl::StatusOr<std::string> canonical(const SlotDecl& slot, const std::string& value) {
  switch (slot.type) {
    case SlotType::choice: {
      std::string lower = base::ascii_lower(value);
      if (std::find(slot.choices.begin(), slot.choices.end(), lower) == slot.choices.end()) {
        return wrong(slot, value, choices_of(slot));
      }
      return lower;
    }
    case SlotType::count: {
      const auto number = parse_number(value);
      if (!number || *number == 0 || *number > kMaxCount) {
        return wrong(slot, value, "a whole number from 1 to " + std::to_string(kMaxCount));
      }
      return std::to_string(*number);
    }
    case SlotType::size: {
      const auto size = parse_size(value);
      if (!size) return wrong(slot, value, "a size in bytes, or with K, M, G or T");
      return std::to_string(*size);
    }
    case SlotType::flag: {
      const std::string lower = base::ascii_lower(value);
      if (lower == "true" || lower == "yes" || lower == "on" || lower == "1") return std::string("true");
      if (lower == "false" || lower == "no" || lower == "off" || lower == "0") return std::string("false");
      return wrong(slot, value, "true or false");
    }
    default:
      return value;
  }
}

const SlotDecl* find_slot(const CapabilityDecl& capability, std::string_view name) {
  for (const SlotDecl& slot : capability.slots) {
    if (slot.name == name) return &slot;
  }
  return nullptr;
}

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

absl::StatusOr<Values> check_slots(const CapabilityDecl& capability, const Values& slots) {
  Values checked;
  for (const auto& [name, value] : slots) {
    const SlotDecl* slot = find_slot(capability, name);
    if (slot == nullptr) return unknown_slot(capability, name);
    if (value.empty()) continue;
    if (value.size() > kMaxSlotBytes) {
      return base::invalid_argument("The " + name + " is longer than " + std::to_string(kMaxSlotBytes) +
                                    " bytes.");
    }
    if (value.find('\0') != std::string::npos) {
      return base::invalid_argument("The " + name + " contains a NUL byte.");
    }
    auto text = canonical(*slot, value);
    if (!text.ok()) return text.status();
    checked.emplace(name, *std::move(text));
  }
  for (const SlotDecl& slot : capability.slots) {
    if (!slot.required || checked.contains(slot.name)) continue;
    std::string text = "Missing: ";
    text.append(slot.name).append(" (").append(slot.summary).append("). ");
    text.append("For example: ")
        .append(capability.phrases.empty() ? slot.example : capability.phrases.front());
    text.append(".");
    return base::invalid_argument(text);
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
