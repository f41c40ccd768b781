#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_empty_trash() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"older_than", SlotType::age, false, "only what has been in the trash for this time", "30d"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Empty the trash",
      "Delete everything in the trash for good",
      "Empty the trash of what is older than 30d",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.empty_trash",
                                                  .agent = "filesystem",
                                                  .summary = "delete what lies in the trash for good",
                                                  .risk = Risk::destructive,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
