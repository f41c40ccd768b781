#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_agent_misses() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"limit", SlotType::count, false, "how many groups to show", "20"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "What did you not understand?",
      "Show the requests that were not understood",
      "Show the last 20 misses",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "agent.misses",
                                                  .agent = "evolver",
                                                  .summary = "what was asked and not understood, grouped",
                                                  .risk = Risk::read,
                                                  .host = HostClass::front,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
