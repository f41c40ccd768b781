#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_read() {
  static constexpr std::array<std::string_view, 2> kEnds = {"head", "tail"};

  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"path", SlotType::path, true, "the text file", "/srv/data/notes.txt"},
      {"lines", SlotType::count, false, "how many lines to show", "20"},
      {"from", SlotType::choice, false, "from its head or from its tail", "tail", kEnds},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Show the content of /srv/data/notes.txt",
      "Show the last 20 lines of /srv/data/notes.txt",
      "What does /srv/data/notes.txt say?",
      "Print the first 20 lines of /srv/data/notes.txt",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "file.read",
                                                  .agent = "filesystem",
                                                  .summary = "show a text file, or its first or last lines",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
