#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_mkdir() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"path", SlotType::path, true, "the directory to make", "/srv/data/reports"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Create the directory /srv/data/reports",
      "Make a folder named reports in /srv/data",
      "Create a new folder /srv/data/reports",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.mkdir",
                                                  .agent = "filesystem",
                                                  .summary = "make a directory, with its parents",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
