#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_agent_forget() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"phrase", SlotType::text, true, "the phrase that was taught", "how are things"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Forget the phrase \"how are things\"",
      "Forget what I taught about \"how are things\"",
      "Unlearn \"how are things\"",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "agent.forget",
                                                  .agent = "evolver",
                                                  .summary = "take a taught phrase back",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::front,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
