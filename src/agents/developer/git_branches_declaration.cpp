#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_git_branches() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"repository", SlotType::path, false, "the repository; the current directory when absent",
       "/srv/code/app"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "List the branches of /srv/code/app",
      "Which branch is /srv/code/app on?",
      "Show all git branches in /srv/code/app",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.git_branches",
                                                  .agent = "developer",
                                                  .summary = "branches, and the current one",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
