#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_test() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"path", SlotType::path, false, "the project; the current directory when absent", "/srv/code/app"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Run the tests of /srv/code/app",
      "Test the project in /srv/code/app",
      "Do the tests in /srv/code/app pass?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.test",
                                                  .agent = "developer",
                                                  .summary = "run a project's tests, with progress",
                                                  .risk = Risk::execute,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
