#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_service_control() {
  static constexpr std::array<std::string_view, 6> kActions = {"start",  "stop",   "restart",
                                                               "reload", "enable", "disable"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"unit", SlotType::unit, true, "the unit", "nginx"},
      {"action", SlotType::choice, true, "start, stop, restart, reload, enable or disable", "restart",
       kActions},
  }};

  static constexpr std::array<std::string_view, 5> kPhrases = {
      "Restart nginx",        "Stop the nginx service",
      "Enable nginx at boot", "Reload the configuration of nginx",
      "Start the web server",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "system.service_control",
      .agent = "system",
      .summary = "start, stop, restart, reload, enable or disable a unit",
      .risk = Risk::privileged,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
