#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_usage() {
  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"path", SlotType::path, false, "the directory; your home directory when absent", "/srv/data"},
      {"limit", SlotType::count, false, "how many entries to show", "10"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "What takes up the space in /srv/data?",
      "How big is the folder /srv/data?",
      "Show the 10 largest folders in my home directory",
      "What is filling up my home directory?",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "file.usage",
      .agent = "filesystem",
      .summary = "what takes the space below a directory, largest first",
      .risk = Risk::read,
      .host = HostClass::files,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
