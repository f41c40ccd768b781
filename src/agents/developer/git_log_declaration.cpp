#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_git_log() {
  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"repository", SlotType::path, false, "the repository; the current directory when absent",
       "/srv/code/app"},
      {"limit", SlotType::count, false, "how many commits to show", "10"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Show the last 10 commits of /srv/code/app",
      "Show the git log of /srv/code/app",
      "Who committed to /srv/code/app last?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.git_log",
                                                  .agent = "developer",
                                                  .summary = "the newest commits",
                                                  .risk = Risk::read,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
