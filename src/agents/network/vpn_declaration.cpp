#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_vpn() {
  static constexpr std::array<std::string_view, 3> kActions = {"status", "up", "down"};

  static constexpr std::array<std::string_view, 2> kPrivileged = {"up", "down"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"action", SlotType::choice, false, "status (when absent), up or down", "up", kActions},
      {"name", SlotType::name, false, "the VPN link", "wg0"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Show the VPN status",
      "Bring up the VPN wg0",
      "Disconnect the VPN wg0",
      "Is the VPN connected?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "network.vpn",
                                                  .agent = "network",
                                                  .summary = "VPN and WireGuard links, up and down",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases,
                                                  .privileged_actions = kPrivileged};

  return kDeclaration;
}

}  // namespace maxos::agents
