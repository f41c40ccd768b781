#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_services() {
  static constexpr std::array<std::string_view, 3> kStates = {"failed", "running", "all"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"state", SlotType::choice, false, "failed, running or all", "failed", kStates},
      {"limit", SlotType::count, false, "how many units to show", "20"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Which services have failed?",
      "List the running services",
      "Show all services",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.services",
                                                  .agent = "system",
                                                  .summary = "units by state: failed, running or all",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
