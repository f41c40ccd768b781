#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_port() {
  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"host", SlotType::host, true, "the host name or address", "example.org"},
      {"port", SlotType::port, true, "the TCP port", "443"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Is port 443 open on example.org?",
      "Check port 443 on example.org",
      "Can I reach example.org on port 443?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "network.port",
                                                  .agent = "network",
                                                  .summary = "whether a TCP port of a host is reachable",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
