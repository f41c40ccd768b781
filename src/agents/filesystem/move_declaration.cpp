#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_move() {
  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"source", SlotType::path, true, "the file or directory to move", "/srv/data/report.txt"},
      {"destination", SlotType::path, true, "its new place or name", "/srv/archive"},
      {"overwrite", SlotType::flag, false, "replace what is there", "true"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Move /srv/data/report.txt to /srv/archive",
      "Rename /srv/data/draft.txt to /srv/data/final.txt",
      "Put /srv/data/report.txt into /srv/archive",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.move",
                                                  .agent = "filesystem",
                                                  .summary = "move or rename files or directories",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
