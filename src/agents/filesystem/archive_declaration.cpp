#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_archive() {
  static constexpr std::array<std::string_view, 3> kFormats = {"tar.gz", "tar.zst", "zip"};

  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"source", SlotType::path, true, "the file or directory to pack", "/srv/data/photos"},
      {"destination", SlotType::path, false, "the archive to make; beside the source when absent",
       "/srv/backup/photos.tar.gz"},
      {"format", SlotType::choice, false, "tar.gz (when absent), tar.zst or zip", "zip", kFormats},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Archive /srv/data/photos",
      "Pack /srv/data/photos into /srv/backup/photos.tar.gz",
      "Make a zip of /srv/data/photos",
      "Compress the folder /srv/data/photos",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.archive",
                                                  .agent = "filesystem",
                                                  .summary = "pack files into an archive",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
