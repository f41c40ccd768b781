#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_copy() {
  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"source", SlotType::path, true, "the file or directory to copy", "/srv/data/report.txt"},
      {"destination", SlotType::path, true, "where the copy goes", "/srv/backup"},
      {"overwrite", SlotType::flag, false, "replace what is there", "true"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Copy /srv/data/report.txt to /srv/backup",
      "Make a copy of /srv/data/report.txt in /srv/backup",
      "Copy the folder /srv/data to /srv/backup and overwrite what is there",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.copy",
                                                  .agent = "filesystem",
                                                  .summary = "copy files or trees",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
