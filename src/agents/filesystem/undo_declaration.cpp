#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_undo() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"transaction", SlotType::name, false, "the transaction; the last change when absent", "tx-0193"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Undo the last change",
      "Undo transaction tx-0193",
      "Undo that",
      "Take back the last file operation",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.undo",
                                                  .agent = "filesystem",
                                                  .summary = "undo the last change, or the transaction named",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
