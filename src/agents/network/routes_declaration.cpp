#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_routes() {
  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Show the routing table",
      "What is the default gateway?",
      "Show the network routes",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "network.routes",
                                                  .agent = "network",
                                                  .summary = "routing table and default gateway",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = {},
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
