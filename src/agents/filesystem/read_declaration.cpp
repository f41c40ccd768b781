#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<std::string_view, 2> kEnds = {"head", "tail"};

constexpr std::array<SlotDecl, 3> kSlots = {{
    {"path", SlotType::path, true, "the text file", "/srv/data/notes.txt"},
    {"lines", SlotType::count, false, "how many lines to show", "20"},
    {"from", SlotType::choice, false, "from its head or from its tail", "tail", kEnds},
}};

constexpr std::array<std::string_view, 4> kPhrases = {
    "Show the content of /srv/data/notes.txt",
    "Show the last 20 lines of /srv/data/notes.txt",
    "What does /srv/data/notes.txt say?",
    "Print the first 20 lines of /srv/data/notes.txt",
};

constexpr CapabilityDecl kDeclaration = {.intent = "file.read",
                                         .agent = "filesystem",
                                         .summary = "show a text file, or its first or last lines",
                                         .risk = Risk::read,
                                         .host = HostClass::files,
                                         .slots = kSlots,
                                         .phrases = kPhrases};

}  // namespace

const CapabilityDecl& declare_file_read() {
  return kDeclaration;
}

}  // namespace maxos::agents
