#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_file_organize() {
  static constexpr std::array<std::string_view, 2> kGroupings = {"type", "month"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"path", SlotType::path, true, "the directory to sort", "/srv/data/inbox"},
      {"by", SlotType::choice, false, "by type (when absent) or by month", "month", kGroupings},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Organize /srv/data/inbox",
      "Sort the files in /srv/data/inbox into folders by type",
      "Organize /srv/data/inbox by month",
      "Tidy up the folder /srv/data/inbox",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "file.organize",
      .agent = "filesystem",
      .summary = "sort a directory's files into folders by type or month",
      .risk = Risk::modify,
      .host = HostClass::files,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
