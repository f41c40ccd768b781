#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_service() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"unit", SlotType::unit, true, "the unit", "nginx"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Is nginx running?",
      "Show the status of nginx",
      "When was nginx started?",
      "How is the web server doing?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "system.service",
                                                  .agent = "system",
                                                  .summary = "state of one unit",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
