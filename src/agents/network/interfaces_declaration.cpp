#include <array>

#include "agents/builtin.h"

namespace maxos::agents {

const CapabilityDecl& declare_network_interfaces() {
  static constexpr std::array<SlotDecl, 1> kSlots = {{
      {"interface", SlotType::name, false, "the interface; all when absent", "eth0"},
  }};

  static constexpr std::array<std::string_view, 4> kPhrases = {
      "Show the network interfaces",
      "What is my IP address?",
      "Show the addresses of eth0",
      "Is eth0 up?",
  };

  static constexpr CapabilityDecl kDeclaration = {.intent = "network.interfaces",
                                                  .agent = "network",
                                                  .summary = "links and addresses",
                                                  .risk = Risk::read,
                                                  .host = HostClass::system,
                                                  .slots = kSlots,
                                                  .phrases = kPhrases};

  return kDeclaration;
}

}  // namespace maxos::agents
