#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_build() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"path", SlotType::path, false, "the project; the current directory when absent", "/srv/code/app"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Build /srv/code/app",
      "Build the project in /srv/code/app",
      "Compile /srv/code/app",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.build",
                                                  .agent = "developer",
                                                  .summary = "build a project, with progress",
                                                  .risk = Risk::execute,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
