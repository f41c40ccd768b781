#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_search() {
  static constexpr std::array<std::string_view, 6> kKinds = {"image",    "video",   "audio",
                                                             "document", "archive", "directory"};

  static constexpr std::array<SlotDecl, 9> kSlots = {{
      {"path", SlotType::path, false,
       "the directory to look in, with all below it; your home directory when absent", "/srv/data"},
      {"pattern", SlotType::glob, false, "names to find, with *, ?, [a-z] and {a,b}", "*.pdf"},
      {"kind", SlotType::choice, false, "kind of file: image, video, audio, document, archive or directory",
       "image", kKinds},
      {"min_size", SlotType::size, false, "only files of at least this size", "100M"},
      {"max_size", SlotType::size, false, "only files of at most this size", "1G"},
      {"modified_within", SlotType::age, false, "only files that were changed within this time", "7d"},
      {"older_than", SlotType::age, false, "only files that were not changed for this time", "1y"},
      {"content", SlotType::text, false, "text that the file contains", "invoice"},
      {"limit", SlotType::count, false, "how many files to show", "20"},
  }};

  static constexpr std::array<std::string_view, 5> kPhrases = {
      "Find all *.pdf files in /srv/data",
      "Find files larger than 100M in /srv/data",
      "Which files contain invoice?",
      "Find photos changed within the last week",
      "Look for files older than 1y in my home directory",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.search",
                                                  .agent = "filesystem",
                                                  .summary = "find files by name, type, size, age or content",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
