#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_ping() {
  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"host", SlotType::host, true, "the host name or address", "example.org"},
      {"count", SlotType::count, false, "how many packets to send", "5"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Ping example.org",
      "Is example.org reachable?",
      "Ping example.org 5 times",
      "How long is the round trip to example.org?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "network.ping",
                                                  .agent = "network",
                                                  .summary = "reachability and round-trip times of a host",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
