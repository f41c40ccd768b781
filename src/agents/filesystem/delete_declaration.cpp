#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_delete() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"path", SlotType::path, true, "the file or directory to delete", "/srv/data/old.log"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Delete /srv/data/old.log",
      "Move /srv/data/old.log to the trash",
      "Remove the folder /srv/data/old",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.delete",
                                                  .agent = "filesystem",
                                                  .summary = "move files to the trash",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
