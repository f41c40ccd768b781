#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_scaffold() {
  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"stack", SlotType::text, true, "language or framework, such as python, node, cpp, rust, go or flask",
       "python"},
      {"name", SlotType::name, false, "the project's name", "hello"},
      {"path", SlotType::path, false, "the directory that the project goes into", "/srv/code"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Create a python project called hello",
      "Create a new python project named hello in /srv/code",
      "Scaffold a rust project called hello",
      "Start a flask project",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "dev.scaffold",
                                                  .agent = "developer",
                                                  .summary = "create a project from a template",
                                                  .risk = Risk::modify,
                                                  .host = HostClass::files,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
