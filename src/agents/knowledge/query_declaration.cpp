#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_knowledge_query() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"query", SlotType::text, true, "the subject or the question", "VPN access"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "What do the documents say about VPN access?",
      "Search the knowledge base for VPN access",
      "According to the handbook, who grants VPN access?",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "knowledge.query",
      .agent = "knowledge",
      .summary = "answer from the indexed documents, with sources",
      .risk = Risk::read,
      .host = HostClass::files,
      .slots = kSlots,
      .phrases = kPhrases,
      .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
