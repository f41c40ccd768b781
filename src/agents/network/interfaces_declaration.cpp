#include <array>

#include "agents/builtin.h"

namespace maxos::agents {
namespace {

constexpr std::array<SlotDecl, 1> kSlots = {{
    {"interface", SlotType::name, false, "the interface; all when absent", "eth0"},
}};

constexpr std::array<std::string_view, 4> kPhrases = {
    "Show the network interfaces",
    "What is my IP address?",
    "Show the addresses of eth0",
    "Is eth0 up?",
};

constexpr CapabilityDecl kDeclaration = {.intent = "network.interfaces",
                                         .agent = "network",
                                         .summary = "links and addresses",
                                         .risk = Risk::read,
                                         .host = HostClass::system,
                                         .slots = kSlots,
                                         .phrases = kPhrases};

}  // namespace

const CapabilityDecl& declare_network_interfaces() {
  return kDeclaration;
}

}  // namespace maxos::agents
