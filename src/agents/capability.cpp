#include "agents/capability.h"

#include <algorithm>

namespace maxos::agents {

const SlotDecl* find_slot(const CapabilityDecl& capability, std::string_view name) {
  for (const SlotDecl& slot : capability.slots) {
    if (slot.name == name) return &slot;
  }
  return nullptr;
}

bool needs_value(const SlotDecl& slot, std::string_view about) {
  return slot.required && (about.empty() || slot.unless_about != about);
}

Risk risk_of(const CapabilityDecl& capability, const std::map<std::string, std::string, std::less<>>& slots) {
  const auto action = slots.find("action");
  if (action == slots.end()) return capability.risk;
  const auto& privileged = capability.privileged_actions;
  return std::find(privileged.begin(), privileged.end(), action->second) != privileged.end()
             ? Risk::privileged
             : capability.risk;
}

std::string_view to_string(Risk risk) {
  switch (risk) {
    case Risk::read:
      return "read";
    case Risk::modify:
      return "modify";
    case Risk::destructive:
      return "destructive";
    case Risk::execute:
      return "execute";
    case Risk::privileged:
      return "privileged";
  }
  return "privileged";
}

std::string_view to_string(SlotType type) {
  switch (type) {
    case SlotType::text:
      return "text";
    case SlotType::path:
      return "path";
    case SlotType::glob:
      return "glob";
    case SlotType::name:
      return "name";
    case SlotType::choice:
      return "choice";
    case SlotType::count:
      return "count";
    case SlotType::size:
      return "size";
    case SlotType::age:
      return "age";
    case SlotType::flag:
      return "flag";
    case SlotType::host:
      return "host";
    case SlotType::port:
      return "port";
    case SlotType::unit:
      return "unit";
  }
  return "text";
}

std::string_view to_string(HostClass host) {
  switch (host) {
    case HostClass::files:
      return "files";
    case HostClass::system:
      return "system";
    case HostClass::front:
      return "front";
  }
  return "files";
}

}  // namespace maxos::agents
