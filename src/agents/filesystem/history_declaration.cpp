#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_history() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"limit", SlotType::count, false, "how many changes to show", "20"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Show the history of file changes",
      "What did you change last?",
      "Show the last 20 transactions",
      "Which changes can be undone?",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "file.history",
      .agent = "filesystem",
      .summary = "the changes to files, newest first, and which can be undone",
      .risk = Risk::read,
      .host = HostClass::files,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
