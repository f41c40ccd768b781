#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_firewall() {
  static constexpr std::array<std::string_view, 3> kActions = {"status", "allow", "block"};

  static constexpr std::array<std::string_view, 2> kProtocols = {"tcp", "udp"};

  static constexpr std::array<std::string_view, 2> kPrivileged = {"allow", "block"};

  static constexpr std::array<SlotDecl, 3> kSlots = {{
      {"action", SlotType::choice, false, "status (when absent), allow or block", "allow", kActions},
      {"port", SlotType::port, false, "the port to allow or block", "8080"},
      {"protocol", SlotType::choice, false, "tcp (when absent) or udp", "tcp", kProtocols},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Show the firewall rules",
      "Allow port 8080 in the firewall",
      "Block port 8080 in the firewall",
      "Is the firewall active?",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "network.firewall",
      .agent = "network",
      .summary = "the active firewall rules, allow or block a port",
      .risk = Risk::read,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases,
      .privileged_actions = kPrivileged};

  return kDeclaration;
}

}  // namespace maxos::agents
