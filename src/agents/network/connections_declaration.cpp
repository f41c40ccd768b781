#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_connections() {
  static constexpr std::array<std::string_view, 4> kStates = {"listening", "established", "time-wait",
                                                              "close-wait"};

  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"state", SlotType::choice, false, "listening, established, time-wait or close-wait", "listening",
       kStates},
      {"port", SlotType::port, false, "only sockets of this port", "443"},
      {"limit", SlotType::count, false, "how many sockets to show", "20"},
  }};

  static constexpr std::array<std::string_view, 3> kPhrases = {
      "Which ports are open on this machine?",
      "Show the established connections",
      "What listens on port 443?",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "network.connections",
      .agent = "network",
      .summary = "sockets by state, and who holds the listening ports",
      .risk = Risk::read,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
