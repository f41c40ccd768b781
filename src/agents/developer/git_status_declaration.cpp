#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_git_status() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"repository", SlotType::path, false, "the repository; the current directory when absent",
       "/srv/code/app"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Show the git status of /srv/code/app",
      "What is modified in /srv/code/app?",
      "Are there uncommitted changes in /srv/code/app?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.git_status",
                                                  .agent = "developer",
                                                  .summary = "branch, staged, modified and untracked files",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
