#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_checksum() {
  static constexpr std::array<std::string_view, 7> kAlgorithms = {"md5",    "sha1",   "sha224", "sha256",
                                                                  "sha384", "sha512", "blake2b"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"path", SlotType::path, true, "the file", "/srv/data/image.iso"},
      {"algorithm", SlotType::choice, false,
       "md5, sha1, sha224, sha256 (when absent), sha384, sha512 or blake2b", "sha256", kAlgorithms},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Checksum of /srv/data/image.iso",
      "Compute the sha512 of /srv/data/image.iso",
      "What is the md5 hash of /srv/data/image.iso?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.checksum",
                                                  .agent = "filesystem",
                                                  .summary = "digest of a file",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
