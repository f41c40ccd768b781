#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_git_diff() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"repository", SlotType::path, false, "the repository; the current directory when absent",
       "/srv/code/app"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Show the git diff of /srv/code/app",
      "What changed in the repository /srv/code/app?",
      "Show the uncommitted changes of /srv/code/app line by line",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.git_diff",
                                                  .agent = "developer",
                                                  .summary = "what changed, per file",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
