#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_agent_learn() {
  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"phrase", SlotType::text, true, "what will be said", "how are things"},
      {"intent", SlotType::name, true, "the intent that it means", "system.health"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Learn that \"how are things\" means system.health",
      "Teach the phrase \"how are things\" for system.health",
      "When I say \"how are things\" I mean system.health",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "agent.learn",
                                                  .agent = "evolver",
                                                  .summary = "teach a phrase for an intent",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::front,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
