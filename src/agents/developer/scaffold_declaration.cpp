#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<SlotDecl, 3> kSlots = {{
    {"stack", SlotType::text, true, "language or framework, such as python, node, cpp, rust, go or flask",
     "python"},
    {"name", SlotType::name, false, "the project's name", "hello"},
    {"path", SlotType::path, false, "the directory that the project goes into", "/srv/code"},
}};

constexpr std::array<std::string_view, 4> kPhrases = {
    "Create a python project called hello",
    "Create a new python project named hello in /srv/code",
    "Scaffold a rust project called hello",
    "Start a flask project",
};

constexpr CapabilityDecl kDeclaration = {.intent = "dev.scaffold",
                                         .agent = "developer",
                                         .summary = "create a project from a template",
                                         .risk = Risk::modify,
                                         .host = HostClass::files,
                                         .slots = kSlots,
                                         .phrases = kPhrases,
                                         .announced = true};

}  // namespace

const CapabilityDecl& declare_dev_scaffold() {
  return kDeclaration;
}

}  // namespace maxos::agents
