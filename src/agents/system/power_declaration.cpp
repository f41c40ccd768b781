#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_power() {
  static constexpr std::array<std::string_view, 4> kActions = {"reboot", "poweroff", "suspend", "cancel"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"action", SlotType::choice, true, "reboot, poweroff, suspend or cancel", "reboot", kActions},
      {"when", SlotType::text, false, "now, in so many seconds, or at a time of day such as 22:00", "22:00"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Reboot the machine",
      "Power off the machine at 22:00",
      "Cancel the scheduled shutdown",
      "Suspend this computer",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "system.power",
      .agent = "system",
      .summary = "reboot, power off or suspend the machine, or cancel that",
      .risk = Risk::privileged,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
