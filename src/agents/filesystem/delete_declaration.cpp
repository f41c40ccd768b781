#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<SlotDecl, 1> kSlots = {{
    {"path", SlotType::path, true, "the file or directory to delete", "/srv/data/old.log"},
}};

constexpr std::array<std::string_view, 3> kPhrases = {
    "Delete /srv/data/old.log",
    "Move /srv/data/old.log to the trash",
    "Remove the folder /srv/data/old",
};

constexpr CapabilityDecl kDeclaration = {.intent = "file.delete",
                                         .agent = "filesystem",
                                         .summary = "move files to the trash",
                                         .risk = Risk::modify,
                                         .host = HostClass::files,
                                         .slots = kSlots,
                                         .phrases = kPhrases};

}  // namespace

const CapabilityDecl& declare_file_delete() {
  return kDeclaration;
}

}  // namespace maxos::agents
