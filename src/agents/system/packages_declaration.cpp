#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_system_packages() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"name", SlotType::name, false, "the package; the waiting updates when absent", "openssl"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Which updates are waiting?",
      "Is openssl installed?",
      "Which version of openssl is installed?",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "system.packages",
      .agent = "system",
      .summary = "installed packages, their versions, waiting updates",
      .risk = Risk::read,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
