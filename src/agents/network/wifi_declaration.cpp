#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_wifi() {
  static constexpr std::array<std::string_view, 4> kActions = {"status", "list", "connect", "disconnect"};

  static constexpr std::array<std::string_view, 2> kPrivileged = {"connect", "disconnect"};

  static constexpr std::array<SlotDecl, 2> kSlots = {{
      {"action", SlotType::choice, false, "status (when absent), list, connect or disconnect", "list",
       kActions},
      {"ssid", SlotType::text, false, "the network's name", "HomeNet"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Show the Wi-Fi status",
      "Which Wi-Fi networks are in range?",
      "Connect to the Wi-Fi HomeNet",
      "Disconnect from the Wi-Fi",
  };

  static constexpr CapabilityDecl kDeclaration = {
      .intent = "network.wifi",
      .agent = "network",
      .summary = "Wi-Fi state, networks in range, connect and disconnect",
      .risk = Risk::read,
      .host = HostClass::system,
      .slots = kSlots,
      .phrases = kPhrases,
      .privileged_actions = kPrivileged};

  return kDeclaration;
}

}  // namespace maxos::agents
