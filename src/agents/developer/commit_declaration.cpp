#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_commit() {
  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"repository", SlotType::path, false, "the repository; the current directory when absent",
       "/srv/code/app"},
      {"message", SlotType::text, true, "the commit message", "Fix the login page"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Commit /srv/code/app with the message \"Fix the login page\"",
      "Commit the changes with the message \"Fix the login page\"",
      "Commit everything in /srv/code/app as \"Fix the login page\"",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.commit",
                                                  .agent = "developer",
                                                  .summary = "commit the changes of a repository",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
