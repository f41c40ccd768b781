#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_knowledge_summarize() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"path", SlotType::path, true, "the document", "/srv/docs/handbook.md"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Summarize /srv/docs/handbook.md",
      "Give me a summary of /srv/docs/handbook.md",
      "What is /srv/docs/handbook.md about?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "knowledge.summarize",
                                                  .agent = "knowledge",
                                                  .summary = "summarize one document",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
