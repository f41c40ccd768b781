#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_extract() {
  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"source", SlotType::path, true, "the archive", "/srv/data/photos.zip"},
      {"destination", SlotType::path, false, "the directory to unpack into; beside the archive when absent",
       "/srv/data/photos"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Extract /srv/data/photos.zip",
      "Unpack /srv/data/photos.zip into /srv/data/photos",
      "Unzip /srv/data/photos.zip",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.extract",
                                                  .agent = "filesystem",
                                                  .summary = "unpack an archive",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
