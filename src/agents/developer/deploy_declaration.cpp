#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_dev_deploy() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"app", SlotType::name, true, "the application, as the recipe is named", "webshop"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Deploy webshop",
      "Deploy webshop to production",
      "Roll out webshop",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "dev.deploy",
      .agent = "developer",
      .summary = "run a deployment recipe of the configuration, with progress",
      .risk = Risk::execute,
      .host = HostClass::files,
      .slots = kSlots,
      .phrases = kPhrases,
      .announced = true};

  return kDeclaration;
}

}  // namespace maxos::agents
